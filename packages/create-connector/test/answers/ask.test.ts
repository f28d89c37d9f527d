/** The questions, as a user at a terminal answers them. */
import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { ask } from "../../src/answers/ask.js";
import type { Options } from "../../src/answers/options.js";

const ENTER = "\r";
const DOWN = "\u001B[B";

/** The keys of a text one by one. */
function keysOf(keys: string): readonly string[] {
  return keys.split(DOWN).flatMap((text, index) => [...(index === 0 ? [] : [DOWN]), ...text]);
}

/** Answers each question when it shows, and gives back what was shown. */
async function answered(options: Options, answers: readonly (readonly [question: string, keys: string])[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
  const left = [...answers];
  let shown = "";
  output.on("data", (text: Buffer) => {
    shown += text.toString();
    const [question = "", keys = ""] = left[0] ?? [];
    if (left.length === 0 || !shown.includes(question)) return;
    left.shift();
    shown = "";
    // A prompt listens only after it has shown itself.
    setImmediate(() => {
      for (const key of keysOf(keys)) input.write(key);
    });
  });
  const terminal = { input, output } as unknown as Parameters<typeof ask>[1];
  return ask(options, terminal);
}

const ALL = [
  ["Name, e.g. acme", `Acme!${ENTER}`],
  ["lower-case letters", `${"\u007F".repeat(5)}acme${ENTER}`],
  ["Title", ENTER],
  ["Base URL", `https://api.acme.example${ENTER}`],
  ["How requests are signed", `${DOWN}${ENTER}`],
  ["Name of the header", `x-key${ENTER}`],
  ["How lists are paged", ENTER],
  ["A list, as NAME:PATH:KEY", `users:/users:id${ENTER}`],
  ["Another one", ENTER],
  ["Where replies have the list", ENTER],
  ["Field of the last change", ENTER],
] as const;

test("asks for everything, and explains an answer that cannot be used", async () => {
  expect(await answered({}, ALL)).toEqual({
    ...{ name: "acme", title: "Acme", baseUrl: "https://api.acme.example", auth: "header:x-key", paging: "cursor" },
    ...{ stream: ["users:/users:id"], recordsAt: "data", incremental: "" },
  });
});

test("asks only for what the options leave open", async () => {
  const given = { name: "acme", title: "Acme", baseUrl: "https://a.example", auth: "basic", stream: ["a:/a:id"] };
  const open = ALL.slice(-2);
  expect(await answered({ ...given, paging: "page" }, open)).toMatchObject({ ...given, recordsAt: "data" });
});

test("writes nothing when the user gives up", async () => {
  await expect(answered({}, [["Name", "\u0003"]])).rejects.toThrow("The questions were not answered");
});
