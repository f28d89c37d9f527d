import { describe, expect, test } from "@jest/globals";
import { redactor, startOf } from "../../src/errors/redact.js";

const LONG = Array.from({ length: 200 }, (_, index) => "aZ3_x9-Q"[(index * 7 + (index >> 3)) % 8]).join("");

const SECRETS = [
  ["a plain key", "sk_live_4f9a8b7c6d"],
  ["colons", "client:part:two:three"],
  ["percent signs", "100%safe%2Fmaybe%"],
  ["quotes and backslashes", 'pa"ss\\wo\'rd"'],
  ["spaces, slashes and plus signs", "my pass/word + more = yes & no"],
  ["marks that URL encoders treat differently", "it's (so) ~wild* !really"],
  ["letters beyond ASCII", "pässwörd/ключ-🔑-end"],
  ["200 characters", LONG],
] as const;

const lowerHex = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const formEncoded = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
const strictEncoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const jsonInner = (text: string) => JSON.stringify(text).slice(1, -1);
const asciiJson = (text: string) =>
  jsonInner(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const entities = (text: string, marks: RegExp, write: (code: number) => string) =>
  text.replace(marks, (mark) => write(mark.codePointAt(0) ?? 0));
const MARKS = /[&<>"']/gu;
const NOT_ASCII = /[&<>"']|[^\p{ASCII}]/gu;
const NOT_PLAIN = /[^A-Za-z0-9]/gu;
const ANY = /./gsu;

const FORMS: readonly (readonly [string, (secret: string) => string])[] = [
  ["as it is", (secret) => secret],
  ["URL-encoded in upper case", (secret) => encodeURIComponent(secret)],
  ["URL-encoded in lower case", (secret) => lowerHex(encodeURIComponent(secret))],
  ["URL-encoded with + for a space", (secret) => encodeURIComponent(secret).replaceAll("%20", "+")],
  ["URL-encoded in lower case with +", (secret) => lowerHex(encodeURIComponent(secret)).replaceAll("%20", "+")],
  ["form-encoded, as a query is", formEncoded],
  ["form-encoded in lower case", (secret) => lowerHex(formEncoded(secret))],
  ["encoded by the strict RFC 3986", strictEncoded],
  ["JSON-escaped", jsonInner],
  ["JSON-escaped twice", (secret) => jsonInner(jsonInner(secret))],
  ["JSON-escaped in ASCII only", asciiJson],
  ["in NFC", (secret) => secret.normalize("NFC")],
  ["in NFD", (secret) => secret.normalize("NFD")],
  ["in NFD and URL-encoded", (secret) => encodeURIComponent(secret.normalize("NFD"))],
  ["in NFD and JSON-escaped in ASCII only", (secret) => asciiJson(secret.normalize("NFD"))],
  ["URL-encoded twice", (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ["URL-encoded twice in lower case", (secret) => encodeURIComponent(lowerHex(encodeURIComponent(secret)))],
  ["form-encoded twice", (secret) => formEncoded(formEncoded(secret))],
  ["form-encoded and then URL-encoded", (secret) => encodeURIComponent(formEncoded(secret))],
  ["encoded by the strict RFC 3986 twice", (secret) => encodeURIComponent(strictEncoded(secret))],
  ["in HTML with decimal entities for its marks", (secret) => entities(secret, MARKS, (code) => `&#${code};`)],
  ["in HTML as PHP writes it", (secret) => entities(secret, MARKS, (code) => `&#${`${code}`.padStart(3, "0")};`)],
  [
    "in HTML with hex entities for its marks",
    (secret) => entities(secret, MARKS, (code) => `&#x${code.toString(16)};`),
  ],
  ["in HTML with decimal entities for all but ASCII", (secret) => entities(secret, NOT_ASCII, (code) => `&#${code};`)],
  [
    "in HTML with hex entities for all but letters and digits, in upper case",
    (secret) => entities(secret, NOT_PLAIN, (code) => `&#x${code.toString(16).toUpperCase()};`),
  ],
  ["in HTML with decimal entities for everything", (secret) => entities(secret, ANY, (code) => `&#${code};`)],
  ["in HTML with hex entities for everything", (secret) => entities(secret, ANY, (code) => `&#x${code.toString(16)};`)],
  ["JSON-escaped with escaped slashes", (secret) => jsonInner(secret).replaceAll("/", "\\/")],
];

describe.each(SECRETS)("a secret with %s", (_what, secret) => {
  test.each(FORMS)("is masked %s", (_form, encode) => {
    expect(redactor([secret])(`before ${encode(secret)} after ${encode(secret)}.`)).toBe("before **** after ****.");
  });

  test.each([0, 1, 2])("is masked in base64 that has it at offset %i, with and without padding", (offset) => {
    const bytes = Buffer.concat([Buffer.from("u:".slice(0, offset)), Buffer.from(secret)]);
    for (const tail of ["", ".", "..", "..."]) {
      const text = Buffer.concat([bytes, Buffer.from(tail)]).toString("base64");
      for (const form of [text, text.replace(/=+$/, ""), text.replaceAll("+", "-").replaceAll("/", "_")]) {
        const masked = redactor([secret])(`Basic ${form} end`);
        expect(masked).toMatch(/^Basic [\w+/-]{0,3}\*\*\*\*[\w+/=-]{0,7} end$/);
      }
    }
  });

  test("is masked in base64url", () => {
    const masked = redactor([secret])(`token ${Buffer.from(secret).toString("base64url")} end`);
    expect(masked).toMatch(/^token \*\*\*\*.? end$/);
  });

  test.each([
    ["as the password", (it: string) => `someone@example.com:${it}`],
    ["as the user name", (it: string) => `${it}:`],
  ])("is masked in a Basic pair %s", (_where, pair) => {
    const header = Buffer.from(pair(secret)).toString("base64");
    const masked = redactor([secret])(header);
    const rest = masked.replace("****", "");
    expect(masked).toContain("****");
    expect(rest.length).toBeLessThanOrEqual(header.length - Math.floor((Buffer.byteLength(secret) * 8) / 6) + 4);
  });
});

describe("redactor", () => {
  test.each(["", "a", "ab", "abc"])("does not mask the short text %j, because ordinary words contain it", (short) => {
    expect(redactor([short])("abc: a cab ****")).toBe("abc: a cab ****");
  });

  test("masks a secret of four characters", () => {
    expect(redactor(["1234"])("pin=1234")).toBe("pin=****");
  });

  test("masks a short password in a Basic header, wherever it starts", () => {
    for (const user of ["u", "us", "use", "user"]) {
      const header = Buffer.from(`${user}:hunt3r`).toString("base64");
      expect(redactor(["hunt3r"])(header)).toContain("****");
    }
  });

  test("masks the longest secret first, so that no part of it remains", () => {
    expect(redactor(["abcd", "abcd-efgh"])("key abcd-efgh, key abcd")).toBe("key ****, key ****");
    expect(redactor(["abcd-efgh", "abcd"])("key abcd-efgh, key abcd")).toBe("key ****, key ****");
  });

  test("treats special characters of regular expressions and replacements literally", () => {
    expect(redactor(["$&.*(x)+"])("a $&.*(x)+ b")).toBe("a **** b");
  });

  test("masks a lone surrogate", () => {
    expect(redactor(["bad\ud800key"])("a bad\ud800key b")).toBe("a **** b");
  });

  test("returns a text without a secret unchanged", () => {
    expect(redactor(["secret-one"])("nothing here")).toBe("nothing here");
    expect(redactor([])("nothing here")).toBe("nothing here");
  });
});

describe("startOf", () => {
  test("returns a short text unchanged and marks a truncated one", () => {
    expect(startOf("12345", 5)).toBe("12345");
    expect(startOf("123456", 5)).toBe("12345…");
  });

  test.each(SECRETS)("leaves no start of a truncated secret: %s", (_what, secret) => {
    for (const encode of [
      (text: string) => text,
      formEncoded,
      (text: string) => Buffer.from(text).toString("base64"),
    ]) {
      const text = `key=${encode(secret)}`;
      for (let length = 4 + 6; length < text.length - 2; length++) {
        expect(redactor([secret])(`${startOf(text, length)} | more`)).toBe("key=****… | more");
      }
    }
  });

  test("keeps the text before a truncation if no secret starts there", () => {
    expect(redactor(["secret-one"])("not so secre… and sec… on")).toBe("not so ****… and sec… on");
  });
});

describe("a secret that is a ready-made Basic header", () => {
  const header = `Basic ${Buffer.from("sk_live_abc123:").toString("base64")}`;

  test.each([header, header.slice("Basic ".length)])("masks the token inside it too: %s", (secret) => {
    expect(redactor([secret])("the token sk_live_abc123 was refused")).toBe("the token **** was refused");
  });

  test("is only one secret if it is base64 of something else", () => {
    const secret = Buffer.from("0123456789abcdef").toString("base64");
    expect(redactor([secret])(`0123456789abcdef ${secret}`)).toBe("0123456789abcdef ****");
  });
});

test.each(["caf\u00e9-s3cret", "cafe\u0301-s3cret"])("masks the secret %j in either Unicode normal form", (secret) => {
  const masked = redactor([secret])("one caf\u00e9-s3cret, two cafe\u0301-s3cret, three cafe%CC%81-s3cret");
  expect(masked).toBe("one ****, two ****, three ****");
});

test("masks a pasted secret with and without the blanks around it", () => {
  const mask = redactor([" sk_live_4f9a\n"]);
  expect(mask("sent sk_live_4f9a, given <sk_live_4f9a\n>")).toBe("sent ****, given <****\n>");
  expect(mask(JSON.stringify({ key: " sk_live_4f9a\n" }))).toMatch(/^\{"key":"(\*{4}|.\*{4}\\n)"\}$/);
});

test("masks a secret in HTML", () => {
  expect(redactor([`a&b<c>"d'`])("<p>a&amp;b&lt;c&gt;&quot;d&#39;</p>")).toBe("<p>****</p>");
});

test.each(["\ttrailing-blanks \n", "two  blanks\u00a0\t inside"])(
  "masks the secret %j as in a header or an excerpt: trimmed, and with one space for several",
  (secret) => {
    const shortened = secret.trim().replace(/\s+/g, " ");
    expect(redactor([secret])(`key=${shortened}; ${JSON.stringify({ key: shortened })}`)).toBe(
      'key=****; {"key":"****"}',
    );
  },
);

test.each([
  ["System.Text.Json", "pa\\u0022ss\\u0026\\u002B\\u20AC"],
  ["Go", 'pa\\"ss\\u0026+€'],
  ["Python", 'pa\\"ss&+\\u20ac'],
  ["a library within another", 'pa\\\\\\"ss&+\u20ac'],
])("masks a secret in the JSON of %s", (_library, written) => {
  expect(redactor(['pa"ss&+€'])(`{"key":"${written}"}`)).toBe('{"key":"****"}');
});

test("masks a secret in a link's path as a URL parser writes it", () => {
  const secret = 'a:b@c|"d e"/f[1]^é';
  expect(redactor([secret])(new URL(`https://host.example/v1/${secret}`).pathname)).toBe("/v1/****");
});
