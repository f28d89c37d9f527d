import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../../../..");

/** So many connectors are compiled at once: the types of core are checked only once then, and memory suffices. */
const BATCH = 60;

/** The errors of generated connectors, by their folders, compiled with the settings of this repository. */
export function typeErrors(folders: readonly string[]): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = cachingHost(ts.createCompilerHost(options));
  const found = new Map<string, string[]>();
  for (let at = 0; at < folders.length; at += BATCH) {
    const batch = new Map(folders.slice(at, at + BATCH).map((folder) => [folder, sourcesIn(folder)]));
    const program = ts.createProgram([...batch.values()].flat(), { ...options, noEmit: true }, host);
    for (const [folder, files] of batch)
      found.set(
        folder,
        files.flatMap((file) => errorsOf(program, file)),
      );
  }
  return found;
}

function sourcesIn(folder: string): string[] {
  const sources = join(folder, "src");
  if (!existsSync(sources)) return [];
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).map((file) => join(sources, file));
}

function errorsOf(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map(({ code, start, messageText }) => {
    const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const text = ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 300);
    return `${file.split("/src/").at(-1)}:${line} TS${code} ${text}`;
  });
}

/** Parses each file once. */
function cachingHost(host: ts.CompilerHost): ts.CompilerHost {
  const known = new Map<string, ts.SourceFile | undefined>();
  return {
    ...host,
    getSourceFile(file, ...rest) {
      if (!known.has(file)) known.set(file, host.getSourceFile(file, ...rest));
      return known.get(file);
    },
  };
}
