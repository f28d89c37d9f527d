import { loadProject } from "../../project/load.js";
import { nameOf, type SourceEntry } from "../../project/project.js";
import { type Command, type Io, type Line, UsageError } from "../command.js";
import { entryFor, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { oneLine } from "../view/cell.js";

const HELP = `sluice check [SOURCE] [options]

Asks a source whether its config works: whether its key is right, and what it reads can be reached. Without SOURCE, all
sources of sluice.config.ts (or .json), one after the other. The exit status is 1 if one does not work.

${SOURCE_HELP}
  --json            a line of JSON for each: source, ok, message
`;

export const check: Command = {
  summary: "ask a source, or all, whether the config works",
  help: HELP,
  options: { ...SOURCE_OPTIONS, json: { type: "boolean" } },
  run: async (line, io) => {
    let ok = true;
    for (const entry of await entries(line, io)) {
      const verdict = await verdictOn(entry, io, { isAlone: line.words.length > 0 });
      tell(verdict, io, line.flag("json"));
      ok &&= verdict.ok;
      if (io.signal.aborted) break;
    }
    return ok ? 0 : 1;
  },
};

async function entries(line: Line, io: Io): Promise<readonly SourceEntry[]> {
  if (line.words.length > 0) return [await entryFor(line, io)];
  const loaded = await loadProject(io.folder, line.text("project"));
  if (loaded === undefined) {
    throw new UsageError(
      "Which source? For example: sluice check hellobaton. Without one, a sluice.config.ts or .json lists them.",
    );
  }
  if (line.text("config") !== undefined) throw new UsageError("--config is for one source: say which.");
  return loaded.project.sources;
}

interface Verdict {
  readonly source: string;
  readonly ok: boolean;
  readonly message: string;
}

/** One source that cannot even be started does not keep the others from being asked. */
async function verdictOn(entry: SourceEntry, io: Io, { isAlone }: { readonly isAlone: boolean }): Promise<Verdict> {
  let source = nameOf(entry);
  try {
    const opened = await openSource(entry, io);
    source = opened.name;
    const reason = await opened.program.check().finally(() => opened.program.close());
    return { source, ok: reason === undefined, message: reason ?? "the config works" };
  } catch (error) {
    if (isAlone && error instanceof UsageError) throw error;
    return { source, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function tell(verdict: Verdict, { stdout, stderr }: Io, json: boolean): void {
  if (json) stdout.write(`${JSON.stringify(verdict)}\n`);
  else
    (verdict.ok ? stdout : stderr).write(
      `${verdict.source}: ${oneLine(verdict.message.replaceAll(/\s*\n\s*/g, " "))}\n`,
    );
}
