import { readdir, readFile, writeFile } from "node:fs/promises";
import { fillSections } from "@sluice/testkit";
import { exampleSections } from "./examples.js";
import { helpSections } from "./help.js";
import { sdkSections } from "./sdk.js";

const DOCS = new URL("../../docs/", import.meta.url);

/** Each page of the documentation with a generated part, as it is and as it should be. */
export async function generatedPages() {
  const pages = await markedPages();
  const sections = new Map([...(await helpSections()), ...(await exampleSections(DOCS)), ...sdkSections()]);
  return pages.map(({ page, before }) => ({ page, before, after: fillSections(before, sections) }));
}

async function markedPages() {
  const files = await readdir(DOCS, { recursive: true });
  const names = files.filter((file) => file.endsWith(".md")).sort();
  const pages = await Promise.all(
    names.map(async (page) => ({ page, before: await readFile(new URL(page, DOCS), "utf8") })),
  );
  return pages.filter(({ before }) => /^<!-- generated: /m.test(before));
}

/** Writes the generated parts of the pages. The commands must be built. */
export async function writePages(): Promise<void> {
  for (const { page, after } of await generatedPages()) {
    await writeFile(new URL(page, DOCS), after);
    console.log(`docs/${page}: written`);
  }
}
