/** What a reader of the tutorial does: a command to run, or a change of a file. */
export interface Step {
  readonly does: "run" | "run in a second terminal" | "change";
  /** The commands, or a diff. */
  readonly text: string;
  /** What the commands print: `…` stands for any text of a line, and on a line of its own for any lines. */
  readonly output?: string;
}

const BLOCK = /(<!-- in a second terminal -->\n)?^```(sh|diff|text)\n([\s\S]*?)^```$/gm;

/** The steps of a page: its `sh` and `diff` blocks; a `text` block is the output of the `sh` block before it. */
export function stepsIn(page: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, isSecond, language, text = ""] of page.matchAll(BLOCK)) {
    if (language === "sh") steps.push({ does: isSecond === undefined ? "run" : "run in a second terminal", text });
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
  return `${escaped.replaceAll("…", ".*?")} *\\n`;
}

/** A file is written where `NO_COLOR` is not known. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape code begins with one
  return text.replace(/\u001b\[[\d;]*m/g, "").replaceAll("\r", "");
}
