import ts from "typescript";
import { type Block, lines } from "./blocks.js";
import { root } from "./documents.js";

/**
 * What the compiler says of the blocks, each as a module next to its document, by the rules for all code of the repository. One
 * program for all of them, and only they are checked: the sources that they import are read once and checked elsewhere.
 */
export function problemsIn(blocks: readonly Block[]): string[] {
  const byFile = new Map(blocks.map((block) => [`${root}${block.document}.${block.line}.ts`, block]));
  const options = compilerOptions();
  const program = ts.createProgram([...byFile.keys()], options, hostWith(byFile, options));
  return [...byFile].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((diagnostic) => inWords(block, diagnostic));
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ["-"] }, ts.sys, root);
  return { ...options, moduleDetection: ts.ModuleDetectionKind.Force }; // a block without an import shares no names with others
}

/** The file system with the blocks in it. */
function hostWith(byFile: ReadonlyMap<string, Block>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const textOf = (file: string) => {
    const block = byFile.get(file);
    return block === undefined ? undefined : `${block.before}\n${block.code}`;
  };
  return {
    ...host,
    getCurrentDirectory: () => root,
    fileExists: (file) => byFile.has(file) || host.fileExists(file),
    readFile: (file) => textOf(file) ?? host.readFile(file),
    getSourceFile: (file, target) => {
      const text = textOf(file);
      return text === undefined ? host.getSourceFile(file, target) : ts.createSourceFile(file, text, target);
    },
  };
}

/** As `docs/reference/state.md:12: …`; problems in a comment are reported at the line where its block begins. */
function inWords({ document, line, before }: Block, { file, start = 0, messageText }: ts.Diagnostic): string {
  const at = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line - lines(before) - 1;
  return `${document}:${line + Math.max(0, at)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}
