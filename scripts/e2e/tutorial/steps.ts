/** What a reader of the tutorial does: a command to run, or a change of a file. */
export interface Step {
  readonly does: "run" | "run in a second terminal" | "change";
  /** The commands, or a diff. */
  readonly text: string;
  /** What the commands print: `…` is any text of a line, on a line of its own any lines, and blanks are any number of blanks. */
  readonly output?: string;
  /** What happens elsewhere before it. */
  readonly after?: string;
}

const BLOCK = /(?:<!-- (in a second terminal|after (.+)) -->\n)?^```(sh|diff|text)\n([\s\S]*?)^```$/gm;

/** The steps of a page: its `sh` and `diff` blocks; a `text` block is the output of the `sh` block before it. */
export function stepsIn(page: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, comment, after, language, text = ""] of page.matchAll(BLOCK)) {
    const does = comment === "in a second terminal" ? "run in a second terminal" : "run";
    if (language === "sh") steps.push({ does, text, ...(after !== undefined && { after }) });
    if (language === "diff") steps.push({ does: "change", text });
    const last = steps.at(-1);
    if (language === "text" && last !== undefined) steps.splice(-1, 1, { ...last, output: text });
  }
  return steps;
}

/** Whether an output is the one that a page shows. */
export function isExpected(output: string, expected: string): boolean {
  return patternOf(expected).test(`${withoutColors(output).trim()}\n`);
}

function patternOf(expected: string): RegExp {
  const lines = expected.trim().split("\n").map(lineOf);
  return new RegExp(`^${lines.join("")}$`);
}

function lineOf(line: string): string {
  if (line === "…") return "(?:.*\\n)*?";
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `${escaped.replaceAll(/ +/g, " +").replaceAll("…", ".*?")} *\\n`;
}

/** A file is written where `NO_COLOR` is not known. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape code begins with one
  return text.replace(/\u001b\[[\d;]*m/g, "").replaceAll("\r", "");
}
