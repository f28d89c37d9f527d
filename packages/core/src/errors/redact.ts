const MASK = "****";

/** Shorter values would mask ordinary words; a secret of one to three characters protects nothing anyway. */
const SHORTEST = 4;

/** Of a part of a secret, for the same reason: it may well be a word, such as the scheme of a URL. */
const SHORTEST_HEAD = 6;

/** Stands where a text was cut short. */
const CUT = "…";

/**
 * The start of a text that may hold a secret, e.g. of an error's body. The redactor knows the sign of a cut, for the cut may
 * go through a secret.
 */
export function startOf(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}${CUT}`;
}

/**
 * A function that masks the given secrets in a text, in each form in which they may turn up: as they are, URL-encoded,
 * JSON-escaped, and inside base64 (a Basic header carries `user:secret`, so the secret may start at any of three offsets).
 * Works by value, so no list of field names has to be complete.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of [...secrets].flatMap((given) => [given, given.trim(), ...insideBasic(given)])) {
    if (secret.length < SHORTEST) continue;
    for (const form of formsOf(secret)) {
      for (const text of [form, onOneLine(form)]) {
        const json = JSON.stringify(text).slice(1, -1);
        for (const written of [text, json, onOneLine(json)]) if (written.length >= SHORTEST) forms.add(written);
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

/** As an excerpt of an error's body is written: one blank for several. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** The text without the start of a secret at its end. */
function withoutStart(text: string, forms: readonly string[]): string {
  const last = text.at(-1); // looked at first, for it is seldom the same
  let longest = 0;
  for (const form of forms) {
    for (let length = form.length - 1; length >= SHORTEST && length > longest; length--) {
      if (form[length - 1] === last && text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest === 0 ? text : `${text.slice(0, -longest)}${MASK}`;
}

/** A ready-made Basic header is a secret that holds another one, which a server may repeat. */
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
  yield html(secret);
  yield* urlForms(Buffer.from(secret, "utf8").toString("utf8")); // a lone surrogate cannot be encoded
  yield* base64Forms(Buffer.from(secret, "utf8"));
}

/** What writers of JSON escape though they need not. */
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

function html(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** Encoders differ in the marks that they leave, in a space, and in the case of hex digits. */
function* urlForms(text: string): Iterable<string> {
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
 * As a URL parser writes it, e.g. in the path of a link that a server made of it: most marks stay. Where the server did not
 * encode it, a question mark or a hash ends the path, and what is before it is shown alone.
 */
function parsedForms(text: string): string[] {
  const url = new URL("https://host.invalid");
  url.pathname = text;
  url.search = text;
  const heads = [text, encodeURI(text)].map((path) => new URL(`https://host.invalid/${path}`).pathname.slice(1));
  return [url.pathname.slice(1), url.search.slice(1), ...heads.filter((head) => head.length >= SHORTEST_HEAD)];
}

/** The part of the base64 text that depends on the secret alone, for each of the three offsets it may start at. */
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
