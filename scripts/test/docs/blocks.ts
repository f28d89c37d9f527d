/** A TypeScript example in a document. */
export interface Block {
  /** The document's path from the root of the repository. */
  readonly document: string;
  /** The line of the document on which the code begins, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** What must be assumed before the code, where it is a fragment. */
  readonly before: string;
}

/** The comment in front of a block, which the rendered page does not show, and the block. */
const BLOCK = /(?:^<!-- (with|not checked): ((?:(?!-->)[\s\S])*?) -->\n)?^```ts\n([\s\S]*?)^```$/gm;

/**
 * The blocks of a document that are to compile. `<!-- with: import { path } from "@sluice/core"; -->` on the line before says what
 * a fragment leaves out; `<!-- not checked: reason -->` takes a block out.
 */
export function blocksIn(document: string, markdown: string): Block[] {
  return [...markdown.matchAll(BLOCK)].flatMap((match) => {
    const [whole, mark, comment = "", code = ""] = match;
    if (mark === "not checked") return [];
    const line = lines(markdown.slice(0, match.index)) + lines(whole.slice(0, whole.indexOf("```ts"))) + 2;
    return [{ document, line, code, before: comment }];
  });
}

/** How often a line ends in a text. */
export function lines(text: string): number {
  return text.split("\n").length - 1;
}
