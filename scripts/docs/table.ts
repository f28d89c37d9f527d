/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function codeOf(text: string): string {
  return text === "" ? "–" : `\`${text}\``;
}

/** The most words of a cell. */
const MAX_WORDS = 15;

/**
 * The first sentence of a comment, without its full stop. One that is too long ends at a colon or a semicolon, else at its first
 * comma; the whole text is in the API reference.
 */
export function firstWords(text: string, maxWords = MAX_WORDS): string {
  const [sentence = ""] = text.replaceAll(/\s+/g, " ").split(/(?<!e\.g|i\.e)\.(?= |$)/);
  const isShort = (part: string) => part.split(" ").length <= maxWords;
  if (isShort(sentence)) return sentence || "–";
  const before = (sign: RegExp) => [...sentence.matchAll(sign)].map(({ index }) => sentence.slice(0, index));
  const clause = before(/[:;](?= )/g).findLast((part) => isShort(part) && isClosed(part));
  return clause ?? before(/,(?= )/g).find((part) => part.split(" ").length > 3 && isClosed(part)) ?? sentence;
}

/** Whether nothing is cut within parentheses or code. */
function isClosed(text: string): boolean {
  return text.split("(").length === text.split(")").length && text.split("`").length % 2 === 1;
}

/** A text in lines of at most 120 characters. */
export function paragraph(text: string): string {
  return text.replaceAll(/(.{1,118})(?: |$)/g, "$1\n").trim();
}
