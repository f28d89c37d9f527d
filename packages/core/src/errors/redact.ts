const MASK = "****";

/** Shorter values would mask ordinary words; a secret of one to three characters protects nothing anyway. */
const MIN_LENGTH = 4;

/** For a part of a secret, which may well be a word such as the scheme of a URL. */
const MIN_HEAD_LENGTH = 6;

/** Marks the end of a truncated text. */
const CUT = "…";

/**
 * The start of a text that may contain a secret, e.g. of an error's body. The redactor knows the mark of a cut, because the cut
 * may go through a secret.
 */
export function startOf(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}${CUT}`;
}

/** The same of a body, on one line. A character has four bytes at most. */
export function startOfBody(body: Buffer, length: number): string {
  return onOneLine(startOf(body.subarray(0, 4 * length).toString("utf8"), length));
}

/**
 * A function that masks the given secrets in a text, in the usual encodings: as they are and in either Unicode normal form,
 * percent-encoded once or twice, JSON-escaped, as HTML entities by name and by number, and inside base64 (a Basic header carries
 * `user:secret`, so the secret may start at any of three offsets). It works by value, so no list of field names has to be complete.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set<string>();
  const written = new Set<string>();
  for (const secret of [...secrets]
    .flatMap((given) => [given, given.trim(), ...insideBasic(given)])
    .flatMap(normalForms)) {
    if (secret.length < MIN_LENGTH) continue;
    for (const form of formsOf(secret)) {
      for (const text of new Set([form, onOneLine(form)])) {
        if (written.has(text)) continue;
        written.add(text);
        const json = JSON.stringify(text).slice(1, -1);
        for (const one of [text, json, onOneLine(json)]) if (one.length >= MIN_LENGTH) forms.add(one);
      }
    }
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) =>
    longestFirst
      .reduce((masked, form) => masked.replaceAll(form, MASK), text)
      .split(CUT)
      .map((part, index, parts) => (index === parts.length - 1 ? part : withoutStart(part, longestFirst)))
      .join(CUT);
}

/** Databases and file systems normalize text: `é` may be one character or two. */
function normalForms(secret: string): string[] {
  return [...new Set([secret, secret.normalize("NFC"), secret.normalize("NFD")])];
}

/** As an excerpt of an error's body is written: one space for several blanks. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** The text without the start of a secret at its end. */
function withoutStart(text: string, forms: readonly string[]): string {
  const last = text.at(-1); // compared first, because it is seldom the same
  let longest = 0;
  for (const form of forms) {
    for (let length = form.length - 1; length >= MIN_LENGTH && length > longest; length--) {
      if (form[length - 1] === last && text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest === 0 ? text : `${text.slice(0, -longest)}${MASK}`;
}

/** A ready-made Basic header is a secret that contains another one, which a server may repeat. */
function insideBasic(secret: string): string[] {
  const base64 = /^(?:Basic\s+)?([A-Za-z0-9+/]{8,}={0,2})$/i.exec(secret.trim())?.[1];
  const pair = base64 === undefined ? "" : Buffer.from(base64, "base64").toString("utf8");
  return /^[^\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]*$/u.test(pair) ? [pair, ...pair.split(":")] : [];
}

function* formsOf(secret: string): Iterable<string> {
  const json = JSON.stringify(secret).slice(1, -1);
  yield secret;
  yield json;
  yield JSON.stringify(json).slice(1, -1);
  yield json.replaceAll("/", "\\/");
  for (const escaped of escapedForms(json)) {
    yield escaped;
    yield escaped.replaceAll("/", "\\/");
  }
  yield* htmlForms(secret);
  yield* urlForms(Buffer.from(secret, "utf8").toString("utf8")); // a lone surrogate cannot be encoded
  yield* base64Forms(Buffer.from(secret, "utf8"));
}

/** Characters that JSON writers escape although they need not. */
const ESCAPED_MARKS = [
  /[\u0080-\uffff]/g, // Python, PHP
  /[<>&\u2028\u2029]/g, // Go
  /[<>&'=\u2028\u2029]/g, // Gson
  /\\?"|[<>&'+`\u007f-\uffff]/g, // .NET
];

function* escapedForms(json: string): Iterable<string> {
  for (const marks of ESCAPED_MARKS) {
    for (const upper of [false, true]) {
      yield json.replace(marks, (mark) => {
        const code = mark
          .charCodeAt(mark.length - 1)
          .toString(16)
          .padStart(4, "0");
        return `\\u${upper ? code.toUpperCase() : code}`;
      });
    }
  }
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** `&#38;`, `&#x26;`, and the hex digits in upper case. */
const NUMERIC: readonly ((code: number) => string)[] = [
  (code) => `&#${code};`,
  (code) => `&#x${code.toString(16)};`,
  (code) => `&#x${code.toString(16).toUpperCase()};`,
];

/** By number, writers of HTML escape the marks, all that is not ASCII too, all that is not a letter or digit, or everything. */
const HTML_MARKS = [/[&<>"']/gu, /[&<>"']|[^\p{ASCII}]/gu, /[^A-Za-z0-9]/gu, /./gsu];

function* htmlForms(text: string): Iterable<string> {
  const named = text.replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);
  for (const apostrophe of ["'", "&apos;", "&#39;", "&#039;", "&#x27;"]) yield named.replaceAll("'", apostrophe);
  for (const entity of NUMERIC) {
    const numbered = (mark: string) => entity(mark.codePointAt(0) ?? 0);
    for (const marks of HTML_MARKS) yield text.replace(marks, numbered);
    yield named.replace(/'|[^\p{ASCII}]/gu, numbered);
  }
  yield text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0)).padStart(3, "0")};`); // PHP
}

/** Encoders differ in the marks that they leave, in a space, and in the case of hex digits. A link inside a link is encoded twice. */
function* urlForms(text: string): Iterable<string> {
  for (const once of new Set(encodedOnce(text))) {
    const twice = once.replaceAll("%", "%25");
    yield* [once, twice, twice.replaceAll("+", "%2B"), twice.replaceAll("+", "%2b"), encodeURIComponent(once)];
  }
}

function* encodedOnce(text: string): Iterable<string> {
  const loose = encodeURIComponent(text);
  const strict = loose.replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  for (const url of [loose, strict, form, encodeURI(text), ...parsedForms(text)]) {
    for (const spaced of [url, url.replaceAll("%20", "+")]) {
      yield spaced;
      yield spaced.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    }
  }
}

/**
 * As a URL parser writes it, e.g. in the path of a link from a server: most punctuation stays. If the server did not
 * encode it, a question mark or a hash ends the path, and only the part before it is shown.
 */
function parsedForms(text: string): string[] {
  const url = new URL("https://host.invalid");
  url.pathname = text;
  url.search = text;
  const heads = [text, encodeURI(text)].map((path) => new URL(`https://host.invalid/${path}`).pathname.slice(1));
  return [url.pathname.slice(1), url.search.slice(1), ...heads.filter((head) => head.length >= MIN_HEAD_LENGTH)];
}

/** The part of the base64 text that depends only on the secret, for each of the three offsets at which it may start. */
function* base64Forms(bytes: Buffer): Iterable<string> {
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const inner = padded.slice(start, end);
    yield inner;
    yield inner.replaceAll("+", "-").replaceAll("/", "_");
  }
}
