import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

/** Compiles files with the settings of this repository; what was parsed once is used again. */
export class Typechecker {
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.CompilerHost;
  #last: ts.Program | undefined;

  constructor() {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    this.#options = { ...options, noEmit: true, incremental: false, composite: false };
    this.#host = cachingHost(ts.createCompilerHost(this.#options));
  }

  /** The errors of the files, one sentence each. */
  errorsOf(files: readonly string[]): string[] {
    const program = ts.createProgram(files, this.#options, this.#host, this.#last);
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

/** Parses each file once; those of a generated connector are in a folder of their own, so none of them changes. */
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
