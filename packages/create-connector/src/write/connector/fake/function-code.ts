import { mentions } from "../code-text.js";
import type { SourceFile } from "../source-file.js";

export interface FunctionContext {
  readonly file: SourceFile;
  readonly Tokens: string;
  readonly result: string;
}

/** A function that takes of the request, the config and the tokens what it reads. */
export function functionCode(name: string, body: string, { file, Tokens, result }: FunctionContext) {
  const parts = ["headers", "query", "form", "json"].filter((part) => mentions(body, part));
  const all = [
    ["request", `{ ${parts.join(", ")} }: FakeRequest`, parts.length > 0],
    ["config", "config: Config", mentions(body, "config")],
    ["tokens", `tokens: ${Tokens}`, mentions(body, "tokens")],
  ] as const;
  const read = all.filter(([, , isRead]) => isRead);
  if (parts.length > 0) file.use("@sluice/testkit", "FakeRequest", { asType: true });
  if (mentions(body, "config")) file.use("src/config.ts", "Config", { asType: true });
  const args = read.map(([argument]) => argument).join(", ");
  const text = `\nfunction ${name}(${read.map(([, parameter]) => parameter).join(", ")}): ${result} { ${body} }\n`;
  return { name, args, text };
}
