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
  test.each(["", "a", "ab", "abc"])("leaves the short text %j alone, for it would mask ordinary words", (short) => {
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

  test("masks the longest secret first, so that no rest of it stays", () => {
    expect(redactor(["abcd", "abcd-efgh"])("key abcd-efgh, key abcd")).toBe("key ****, key ****");
    expect(redactor(["abcd-efgh", "abcd"])("key abcd-efgh, key abcd")).toBe("key ****, key ****");
  });

  test("takes marks of regular expressions and of replacement texts literally", () => {
    expect(redactor(["$&.*(x)+"])("a $&.*(x)+ b")).toBe("a **** b");
  });

  test("takes a lone surrogate", () => {
    expect(redactor(["bad\ud800key"])("a bad\ud800key b")).toBe("a **** b");
  });

  test("leaves a text without a secret as it is", () => {
    expect(redactor(["secret-one"])("nothing here")).toBe("nothing here");
    expect(redactor([])("nothing here")).toBe("nothing here");
  });
});

describe("startOf", () => {
  test("leaves a short text and marks a cut in a long one", () => {
    expect(startOf("12345", 5)).toBe("12345");
    expect(startOf("123456", 5)).toBe("12345…");
  });

  test.each(SECRETS)("a cut through %s leaves no start of it", (_what, secret) => {
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

  test("leaves what stands in front of a cut if no secret starts there", () => {
    expect(redactor(["secret-one"])("not so secre… and sec… on")).toBe("not so ****… and sec… on");
  });
});

describe("a secret that is a ready-made Basic header", () => {
  const header = `Basic ${Buffer.from("sk_live_abc123:").toString("base64")}`;

  test.each([header, header.slice("Basic ".length)])("%s hides the token inside it too", (secret) => {
    expect(redactor([secret])("the token sk_live_abc123 was refused")).toBe("the token **** was refused");
  });

  test("base64 of something else is one secret only", () => {
    const secret = Buffer.from("0123456789abcdef").toString("base64");
    expect(redactor([secret])(`0123456789abcdef ${secret}`)).toBe("0123456789abcdef ****");
  });
});

test("a secret is masked in HTML too", () => {
  expect(redactor([`a&b<c>"d'`])("<p>a&amp;b&lt;c&gt;&quot;d&#39;</p>")).toBe("<p>****</p>");
});

test.each(["\ttrailing-blanks \n", "two  blanks\u00a0\t inside"])(
  "the secret %j is masked as a header or an excerpt has it: without blanks around it, and with one for several",
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
])("a secret is masked in the JSON of %s", (_library, written) => {
  expect(redactor(['pa"ss&+€'])(`{"key":"${written}"}`)).toBe('{"key":"****"}');
});

test("a secret is masked in a link's path as a URL parser writes it", () => {
  const secret = 'a:b@c|"d e"/f[1]^é';
  expect(redactor([secret])(new URL(`https://host.example/v1/${secret}`).pathname)).toBe("/v1/****");
});
