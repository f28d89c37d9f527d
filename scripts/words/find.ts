import type { Word } from "./list.js";

export interface Finding {
  readonly line: number;
  readonly found: string;
  readonly preferred: string;
}

/** Where a text has words of the list, line by line. @param file its path from the root. */
export function findWords(text: string, file: string, words: readonly Word[]): readonly Finding[] {
  const checked = words
    .filter(({ allowedIn = [] }) => !allowedIn.includes(file))
    .map(({ pattern, preferred }) => ({ pattern: new RegExp(pattern, "giu"), preferred }));
  const isDocument = file.endsWith(".md");
  return text.split("\n").flatMap((line, index) => {
    const spaced = withSpaces(isDocument ? withoutCode(line) : line);
    return checked.flatMap(({ pattern, preferred }) =>
      [...spaced.matchAll(pattern)].map(([found]) => ({ line: index + 1, found, preferred })),
    );
  });
}

/** Documents quote names and messages as code; those are checked where they are written. */
function withoutCode(line: string): string {
  return line.replaceAll(/`[^`]*`/g, "`");
}

/** The parts of identifiers become words of their own: `isOddName` is "is Odd Name", and `ODD_NAME` is "ODD NAME". */
function withSpaces(line: string): string {
  return line.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, " ").replaceAll(/(?<=\w)_(?=\w)/g, " ");
}
