/** The generated parts of pages are those that the code makes. The commands must be built. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generatedPages } from "../../docs/pages.js";
import { root } from "./documents.js";

test("pages show the commands, the SDK and the examples as they are; else run npm run docs:generate", async () => {
  for (const { page, before, after } of await generatedPages()) {
    expect({ page, text: before }).toEqual({ page, text: after });
  }
});

test("every example of a deployment is shown on a page", () => {
  const pages = readdirSync(join(root, "docs/how-to")).filter((name) => name.endsWith(".md"));
  const shown = pages.map((name) => text(`docs/how-to/${name}`)).join("");
  const examples = readdirSync(join(root, "docs/how-to/deploying"));
  expect(examples.filter((name) => !shown.includes(`<!-- generated: ${name} -->`))).toEqual([]);
});

const text = (file: string) => readFileSync(join(root, file), "utf8");

/** The names of the fields of an object, as zod objects are written; `within` is the first line of the object. */
function keysOf(file: string, within: string): readonly string[] {
  const [, body = ""] = new RegExp(`^const ${within} = z\\.\\w+\\(\\{$(.*?)^\\}\\)`, "ms").exec(text(file)) ?? [];
  return [...body.matchAll(/^ {2}(\w+)[:,]/gm)].map(([, key = ""]) => key);
}

test.each([
  ["packages/sync/src/project/project.ts", ["project", "entry", "stream"], "docs/reference/sluice-config.md"],
  ["packages/core/src/source/config.ts", ["commonSettings"], "docs/reference/settings.md"],
  ["packages/core/src/source/limits.ts", ["limits"], "docs/reference/settings.md"],
])("all keys of %s are in the tables of its page", (file, objects, page) => {
  const keys = objects.flatMap((name) => keysOf(file, name));
  const rows = text(page);
  expect(keys.length).toBeGreaterThan(3);
  expect(keys.filter((key) => !rows.includes(`| \`${key}\` |`))).toEqual([]);
});
