import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";

/** File extension → how its text is highlighted. */
const LANGUAGES = new Map([
  [".json", "json"],
  [".py", "python"],
  [".service", "ini"],
  [".sh", "sh"],
  [".sql", "sql"],
  [".timer", "ini"],
  [".yaml", "yaml"],
  [".yml", "yaml"],
]);

/** A section for each example of a deployment: the whole file, so that a reader of the page needs no other. */
export async function exampleSections(docs: URL): Promise<ReadonlyMap<string, string>> {
  const folder = new URL("how-to/deploying/", docs);
  const sections = (await readdir(folder)).map(async (name) => {
    const text = await readFile(new URL(name, folder), "utf8");
    return [name, `\`\`\`${LANGUAGES.get(extname(name)) ?? "text"}\n${text.trimEnd()}\n\`\`\``] as const;
  });
  return new Map(await Promise.all(sections));
}
