import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The programs whose help is shown, built. Every connector has the same commands; one stands for all. */
const PROGRAMS = {
  sluice: "packages/sync/bin/sluice.js",
  "source-vitally": "connectors/source-vitally/bin/source-vitally.js",
};

/** A section for each program: what its `--help` prints, then that of each of its commands. */
export async function helpSections(): Promise<ReadonlyMap<string, string>> {
  const sections = Object.entries(PROGRAMS).map(async ([name, file]) => [name, await helpOf(name, file)] as const);
  return new Map(await Promise.all(sections));
}

async function helpOf(program: string, file: string): Promise<string> {
  const overview = await printed(file, []);
  const commands = commandsIn(overview).filter((name) => name !== program && name !== "help");
  const texts = await Promise.all(commands.map((command) => printed(file, [command])));
  const parts = commands.map((command, index) => `### ${program} ${command}\n\n${block(texts[index] ?? "")}`);
  return [block(overview), ...parts].join("\n\n");
}

/** A list of commands is indented by two blanks; what continues a line is indented by more. */
function commandsIn(overview: string): readonly string[] {
  return [...overview.matchAll(/^ {2}([a-z][\w-]*)\b/gm)].map(([, name = ""]) => name).filter(isFirst);
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index;
}

/** As on a terminal of 100 columns without colors. */
async function printed(file: string, command: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const env = { PATH: process.env["PATH"], COLUMNS: "100", NO_COLOR: "1" };
  const { stdout } = await run(process.execPath, [path, ...command, "--help"], { env });
  return stdout.trim();
}

function block(text: string): string {
  return `\`\`\`text\n${text.split("\n").flatMap(folded).join("\n")}\n\`\`\``;
}

/** Lists of names, such as those of variables, are not folded by the programs. */
function folded(line: string): readonly string[] {
  if (line.length <= MAX_WIDTH) return [line];
  const end = line.lastIndexOf(" ", MAX_WIDTH);
  return end <= 0 ? [line] : [line.slice(0, end), ...folded(`  ${line.slice(end + 1)}`)];
}

const MAX_WIDTH = 130;
