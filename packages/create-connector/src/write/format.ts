import { format, type Options } from "prettier";

const OPTIONS: Options = { printWidth: 120, trailingComma: "all" };

const PARSERS: Readonly<Record<string, string>> = { ts: "typescript", md: "markdown", yml: "yaml", yaml: "yaml" };

/** The files with lines broken as in every other file of a Sluice connector; of other types they stay as they are. */
export async function formatted(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const texts = Object.entries(files).map(async ([path, text]) => [path, await formattedText(path, text)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function formattedText(path: string, text: string): Promise<string> {
  const parser = PARSERS[/\.(\w+)$/.exec(path)?.[1] ?? ""];
  return parser === "typescript" ? spaced(await format(text, { ...OPTIONS, parser })) : text;
}

/** Members of one line stay together, but a method has an empty line before it. */
function spaced(text: string): string {
  return text.replace(/\{\n\n/g, "{\n").replace(/\n{3,}/g, "\n\n");
}
