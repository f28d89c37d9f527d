/** A secret of any form is masked everywhere, in any encoding that the vendor may use. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeReply, type Output, runSource, runs } from "@sluice/testkit";
import fc from "fast-check";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { runWith } from "./support/process.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const NASTY = [
  ...":%\"'\\/ +&=<>?#{}|^`~$@\t\n\u00a0\u2028é€ключ",
  "🔑",
  "👩‍🔬",
  "%2F",
  "  ",
  "\\n",
  "&amp;",
  "ſ",
  "İ",
];

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** Half a surrogate pair cannot be sent. */
const wellFormed = (text: string) => Buffer.from(text).toString("utf8");
const strip = (text: string) => text.replace(/=+$/, "");

/** From 8 to 200 characters; the ends are fixed, so that no ordinary word is a secret by accident. */
const secrets = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", minLength: 1, maxLength: 1 })), {
    minLength: 4,
    maxLength: 196,
    size: "max",
  })
  .map((letters) => wellFormed(`zQ${letters.join("").slice(0, 196)}9x`));

const html = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
const netJson = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /\\?"|[<>&'+`\u007f-\uffff]/g,
      (mark) =>
        `\\u${mark
          .charCodeAt(mark.length - 1)
          .toString(16)
          .toUpperCase()
          .padStart(4, "0")}`,
    );

/** How a vendor may write a secret, by name. Independent of the redaction, which must know them all. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  "on one line": (secret) => secret.replace(/\s+/g, " "),
  json: (secret) => JSON.stringify(secret).slice(1, -1),
  "json of .NET": netJson,
  url: encodeURIComponent,
  "url, in lower case": (secret) => encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  "url with its marks left": encodeURI,
  form: (secret) => new URLSearchParams({ k: secret }).toString().slice(2),
  "path as a URL parser writes it": (secret) => {
    const url = new URL("https://host.example");
    url.pathname = secret;
    return url.pathname.slice(1);
  },
  html,
  base64,
  "pair in base64": (secret) => base64(`user:${secret}`),
  "pair in base64 without padding": (secret) => strip(base64(`user:${secret}`)),
  "pair in base64, secret first": (secret) => base64(`${secret}:`),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
};

const forms = fc.constantFrom(...Object.keys(FORMS)).map((name) => FORMS[name] ?? String);

/** Replies of a vendor that got the key in a header and repeats it. */
const replies: fc.Arbitrary<(secret: string) => FakeReply> = fc.oneof(
  fc
    .record({ form: forms, status: fc.constantFrom(400, 401, 403, 404, 418, 200) })
    .map(({ form, status }) => (secret: string) => ({
      status,
      json: { error: `bad key ${form(secret)}`, key: secret, items: form(secret) },
    })),
  fc.record({ form: forms, status: fc.constantFrom(200, 403) }).map(({ form, status }) => (secret: string) => ({
    status,
    headers: { "content-type": "text/html" },
    text: `<html><p>No access for\n\t${form(secret)}</p>`,
  })),
  fc
    .record({ form: forms, before: fc.integer({ min: 150, max: 520 }), status: fc.constantFrom(200, 400) })
    .map(({ form, before, status }) => (secret: string) => ({
      status,
      text: `${"- ".repeat(before / 2)}${form(secret)} and so on`,
    })),
  fc
    .record({
      form: fc.constantFrom(encodeURIComponent, encodeURI, (secret: string) => strip(base64(`user:${secret}`))),
      origin: fc.constantFrom("", "https://elsewhere.example"),
    })
    .map(({ form, origin }) => (secret: string) => ({
      status: 302,
      headers: { location: `${origin}/v1/${form(secret)}?k=${form(secret)}` },
    })),
);

/** The lines, and the texts in them as a reader sees them. */
function everything(output: Output): string {
  const texts: string[] = [output.stdout, output.stderr];
  for (const line of output.lines) {
    JSON.stringify(line, (_key, value: unknown) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
  }
  return texts.join("\n");
}

function leakedForms(secret: string, text: string): string[] {
  const names = Object.keys(FORMS).filter((name) => text.includes(strip(FORMS[name]?.(secret) ?? "")));
  return text.includes(secret.slice(0, 6)) ? [...names, "its start"] : names;
}

describe("a secret of any characters", () => {
  test("is masked in all output, whatever the vendor answers, even with --debug", async () => {
    const answers = fc.array(replies, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(secrets, answers, async (secret, [me, projects, notes]) => {
        acme.api.reset();
        const repeated = (reply: ((secret: string) => FakeReply) | undefined) => {
          return ({ headers }: { headers: Readonly<Record<string, string>> }) =>
            reply?.(decodeURIComponent(headers["x-api-key"] ?? "")) ?? {};
        };
        for (const [at, reply] of [
          ["/v1/me", me] as const,
          ["/v1/projects", projects] as const,
          ["/v1/notes", notes] as const,
          ["*", me] as const,
        ]) {
          acme.api.inject({ at: ({ path }) => path === at || at === "*", reply: repeated(reply), times: 999 });
        }
        const config = { ...acme.config, api_key: secret };
        for (const command of ["check", "read"] as const) {
          const output = await runSource(new Acme(), command, { config, debug: true });
          expect(output.stdout).toContain('"LOG"');
          expect(leakedForms(secret, everything(output))).toEqual([]);
        }
      }),
      runs(150),
    );
  });

  test("is masked in the trace of a crash, on stdout and on stderr", async () => {
    const letters = NASTY.join("");
    const secret = wellFormed(`zQ${letters.repeat(9).slice(0, 196)}9x`);
    const reply = { json: { items: [{ id: 1 }] } };
    acme.api.inject({ at: ({ path }) => path === "/v1/notes", reply });
    const config = { ...acme.config, api_key: secret };
    const args = ["read", "--streams", "blabbing", "--debug", "--log-format=text"];
    const { output } = await runWith(config, args, { environment: { ACME: "faulty" } });
    expect(output.status).toBe(1);
    expect(output.errors()).toEqual([
      expect.objectContaining({ stack_trace: expect.stringMatching(/^RangeError: \*{4} \| \*{4} \| /) }),
    ]);
    expect(output.stderr).toContain("GET /v1/notes");
    expect(leakedForms(secret, everything(output))).toEqual([]);
  });
});
