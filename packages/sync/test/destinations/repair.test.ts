import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runs } from "@sluice/testkit";
import fc from "fast-check";
import { repair } from "../../src/destinations/repair.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function repaired(text: string | Buffer, options: { nul?: boolean } = {}): Promise<[boolean, string]> {
  const file = join(folder, "batch.ndjson");
  await writeFile(file, text);
  const isChanged = await repair(file, options);
  return [isChanged, await readFile(file, "utf8")];
}

describe("a batch that a database refused", () => {
  test.each([
    ["half a pair", '{"a":"\\ud800x"}', '{"a":"\\ufffdx"}'],
    ["the other half", '{"a":"\\uDC00"}', '{"a":"\\ufffd"}'],
    ["halves in the wrong order", '{"a":"\\udc00\\ud800"}', '{"a":"\\ufffd\\ufffd"}'],
    ["half a pair in a name", '{"\\ud800":1}', '{"__8c0c59":1}'],
    ["half a pair in a name within a list", '{"a":[{"\\ud800x" :"b"}]}', '{"a":[{"_x_ed1675" :"b"}]}'],
    ["a key twice", '{"a":1,"b":2,"a":3}', '{"b":2,"a":3}'],
    ["a key three times", '{"a":1, "a":2 ,"a":3}', '{ "a":3}'],
    ["a key twice in an object within", '{"d":{"id":1,"id":2},"n":1.10}', '{"d":{"id":2},"n":1.10}'],
    ["a key twice, within one that goes", '{"a":{"b":1,"b":2},"a":0}', '{"a":0}'],
  ])("is repaired: %s", async (_what, before, after) => {
    expect(await repaired(`{"x":1.10}\n${before}\n`)).toEqual([true, `{"x":1.10}\n${after}\n`]);
  });

  test("is repaired: bytes that are not UTF-8", async () => {
    const line = Buffer.from('{"a":"\xff","b":1.10}\n', "latin1");
    expect(await repaired(line)).toEqual([true, '{"a":"\ufffd","b":1.10}\n']);
  });

  test.each([
    ['{"a":"\\ud83d\\ude00 \\\\ud800 \\u00fc"}\n'],
    ['{"a":"\\u0000"}\n'],
    ['{"a":[{"b":1},{"b":1}]}\n'],
    ["no JSON at all\n"],
    ['{"a":\n'],
  ])("is unchanged where nothing must be repaired: %j", async (text) => {
    expect(await repaired(text)).toEqual([false, text]);
  });

  test("keeps both of two members whose names differ in a NUL only", async () => {
    const after = '{"d":{"a__4b39d0":1,"a":2}}\n';
    expect(await repaired('{"d":{"a\\u0000":1,"a":2}}\n', { nul: true })).toEqual([true, after]);
  });

  test("loses NUL where the database cannot hold it, and keeps an escaped backslash before u0000", async () => {
    expect(await repaired('{"a":"x\\u0000y","b":"\\\\u0000"}\n', { nul: true })).toEqual([
      true,
      '{"a":"xy","b":"\\\\u0000"}\n',
    ]);
  });

  test("keeps the value of any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        const [, after] = await repaired(`${JSON.stringify({ d: JSON.parse(json) })}\n`);
        expect(JSON.parse(after)).toEqual({ d: JSON.parse(json) });
      }),
      runs(200),
    );
  });
});
