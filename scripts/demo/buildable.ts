import { readdirSync, readFileSync } from "node:fs";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** What can be built with the SDK: each worked example with its description, which begins with "An example: ". */
export function buildable(): string {
  const lines = readdirSync(EXAMPLES).map((folder) => {
    const text = readFileSync(new URL(`${folder}/package.json`, EXAMPLES), "utf8");
    const { description } = JSON.parse(text) as { readonly description: string };
    return `  examples/${folder.padEnd(16)}  ${description.replace(/^An example: /, "")}`;
  });
  return ["What can be built, each a worked example of docs/reference/examples.md:", ...lines].join("\n");
}
