import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

/** Compiles files with the settings of this repository; what was parsed once is used again. */
export class Typechecker {
  readonly #options: ts.CompilerOptions;
  #last: ts.Program | undefined;

  constructor() {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    this.#options = { ...options, noEmit: true, incremental: false, composite: false };
  }

  /** The errors of the files, one sentence each. */
  errorsOf(files: readonly string[]): string[] {
    const program = ts.createProgram(files, this.#options, undefined, this.#last);
    this.#last = program;
    return files.flatMap((file) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return found.map(({ code, start, messageText }) => {
        const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start ?? 0).line + 1;
        return `${file.split("/src/").at(-1)}:${line} TS${code} ${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 300)}`;
      });
    });
  }
}
