import { relative } from "node:path";
import type { Design } from "../design/design.js";
import type { ImportReport } from "../design/report.js";
import type { Update } from "./merge.js";
import type { Place } from "./place.js";

/** The streams of a report, one in a line, with what is left to do. */
export function reportText({ streams, notes }: ImportReport): string {
  const width = Math.max(0, ...streams.map(({ name }) => name.length));
  const lines = streams.map(({ name, outcome, reasons }) => {
    const why = reasons.map((reason) => `\n${" ".repeat(width + 4)}${reason}`).join("");
    return `  ${name.padEnd(width)}  ${outcome}${why}`;
  });
  const counts = (["whole", "partly", "left out"] as const).map(
    (outcome) => `${streams.filter((stream) => stream.outcome === outcome).length} ${outcome}`,
  );
  return [`Streams: ${counts.join(", ")}`, ...lines, ...notes.map((note) => `Note: ${note}`)].join("\n");
}

/** What to do next. */
export function nextSteps(design: Design, { folder, workspace }: Place, cwd: string): string {
  const { name } = design;
  const where = relative(cwd, folder) || ".";
  const steps =
    workspace === undefined
      ? `  cd ${where}
  npm install        fetches what the connector needs
  npm run docs       writes contract/ and the tables of the README
  npm test           builds it, and runs the conformance suite against its fake
  npm run dev        reads a stream of the fake, and again on each save`
      : `  npm install        links the package and its bin, and adds it to the lockfile
  npm test           builds it and runs everything; the demo, the docs and the faults find it by themselves`;
  return `source-${name} is written in ${where}.

Next:
${steps}

Then put in what only the vendor's documents know:
  src/config.ts      where a user finds the credentials
  src/source.ts      the limits, and a cheap probe
  src/stream.ts      the names of the paging's parameters and fields; the same in fake/routes.ts
  src/streams/*.ts   the fields of the records; the same in fake/account.ts
${todosText(design)}
docs/how-to/adding-a-connector.md ${workspace === undefined ? "in Sluice's repository " : ""}explains each of them.`;
}

function todosText({ streams }: Design): string {
  const todos = streams.flatMap(({ name, todos: all = [] }) => all.map((todo) => `  ${name}: ${todo}`));
  return todos.length === 0 ? "" : `\nTo do by hand, also marked with TODO in the code:\n${todos.join("\n")}\n`;
}

/** What a second run did. */
export function updateText({ write, remove, kept, conflicts }: Update, { folder }: Place, cwd: string): string {
  const list = (title: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [`${title}:`, ...paths.map((path) => `  ${path}`)];
  const written = Object.keys(write).filter((path) => !conflicts.includes(path.replace(/\.new$/, "")));
  const lines = [
    ...list("Written", written),
    ...list("Removed", remove),
    ...list("Kept as you changed them", kept),
    ...list("In conflict with your changes; yours is kept, the new text is in FILE.new", conflicts),
  ];
  const nothing = lines.length === 0 ? ["Nothing has changed."] : lines;
  return [`${relative(cwd, folder) || "."} is up to date.`, ...nothing].join("\n");
}
