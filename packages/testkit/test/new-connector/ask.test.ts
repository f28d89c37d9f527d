import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { ask } from "../../../../scripts/new-connector/ask.js";
import { optionsOf } from "../../../../scripts/new-connector/options.js";
import { designOf } from "../../../../scripts/new-connector/to-design.js";

async function asked(answers: readonly string[], args: readonly string[] = []) {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: "utf8" })];
  input.end(answers.map((line) => `${line}\n`).join(""));
  const options = await ask(optionsOf(args), undefined, input, output);
  return { options, shown: String(output.read()) };
}

test("asks for all that is missing, offers what is usual, and asks again where an answer will not do", async () => {
  const answers = ["Acme", "acme", "", "api.acme.example", "https://api.acme.example/v2", "none", "basic", "page"];
  const { options, shown } = await asked([...answers, "users", "users:/users", "", "items", ""]);
  expect(designOf(options)).toMatchObject({
    ...{ name: "acme", title: "Acme", baseUrl: "https://api.acme.example", auth: { kind: "basic" }, paging: "page" },
    streams: [{ name: "users", path: "v2/users", key: ["id"], recordsAt: "items" }],
  });
  expect(shown).toContain('"Acme" cannot be a name: take lower-case letters and digits');
  expect(shown).toContain('"api.acme.example" is not a base URL');
  expect(shown).toContain('"none" is not a kind of auth');
  expect(shown).toContain('"users" has no path');
});

test("what the options say is not asked for", async () => {
  const args = ["--name=acme", "--title=Acme", "--base-url=https://a.example", "--auth=bearer", "--paging=none"];
  const { shown } = await asked([], [...args, "--stream=users:/users", "--records-at=.", "--incremental=at"]);
  expect(shown).toBe("null");
});

test("answers that end too early create nothing", async () => {
  await expect(asked(["acme"])).rejects.toThrow("nothing was written");
});
