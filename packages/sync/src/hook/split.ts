import { ProjectError } from "../project/error.js";

/** What a shell would act on, and we do not. */
const SHELL_SIGNS = /[|&;<>()`]/;

/** One piece of a word: in quotes, or without. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;

/**
 * Splits a command line into arguments as a shell does: at blanks, with quotes and backslashes. No shell runs it, so what only a shell
 * understands is refused.
 *
 * @throws ProjectError
 */
export function splitCommand(text: string): readonly string[] {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const blanks = /\s*/y;
    blanks.lastIndex = at;
    at += blanks.exec(text)?.[0].length ?? 0;
    if (at >= text.length) break;
    const { word, end } = wordAt(text, at);
    words.push(word);
    at = end;
  }
  return words;
}

function wordAt(text: string, start: number): { readonly word: string; readonly end: number } {
  let word = "";
  let end = start;
  while (end < text.length && !/\s/.test(text.charAt(end))) {
    PIECE.lastIndex = end;
    const piece = PIECE.exec(text);
    if (piece === null)
      throw new ProjectError("Invalid onRun: a quote is not closed, or a backslash ends it. Correct it.");
    const [all, single, double, escaped, bare] = piece;
    if (bare !== undefined && SHELL_SIGNS.test(bare.replaceAll(/\$\{\w+\}/g, ""))) {
      throw new ProjectError(
        'Invalid onRun: it is run without a shell, so |, &, ;, <, > and the like have no meaning. Quote them, or write ["sh", "-c", "…"].',
      );
    }
    word += single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? bare ?? "";
    end += all.length;
  }
  return { word, end };
}
