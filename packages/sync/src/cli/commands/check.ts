import { FileError } from "../../files/named-file.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { nameOf } from "../../source/name.js";
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { entryFor, missingSource, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { joinedLines } from "../view/clean.js";

const HELP = `sluice check [SOURCE] [options]

Tests the config of a source: whether the credentials are valid and the API can be reached. Without SOURCE, tests all sources
of sluice.config.ts (or .json), one after the other. The exit status is 1 if a config does not work.

${SOURCE_HELP}
  --json            a line of JSON for each source: source, ok, message
`;

export const check: Command = {
  summary: "test the config of a source, or of all",
  help: HELP,
  options: { ...SOURCE_OPTIONS, json: { type: "boolean" } },
  run: async (line, io) => {
    let ok = true;
    for (const entry of await entries(line, io)) {
      const verdict = await verdictOn(entry, line, io);
      print(verdict, io, line.flag("json"));
      ok &&= verdict.ok;
      if (io.signal.aborted) break;
    }
    return ok ? 0 : 1;
  },
};

async function entries(line: CommandLine, io: CommandContext): Promise<readonly SourceEntry[]> {
  if (line.words.length > 0) return [await entryFor(line, io)];
  const loaded = await loadProject(io.folder, line.text("project"));
  if (loaded === undefined) throw missingSource("check");
  if (line.text("config") !== undefined) throw new UsageError("--config needs one source. Pass SOURCE.");
  return loaded.project.sources;
}

interface Verdict {
  readonly source: string;
  readonly ok: boolean;
  readonly message: string;
}

/** A source that cannot be started does not keep the others from being tested. */
async function verdictOn(entry: SourceEntry, line: CommandLine, io: CommandContext): Promise<Verdict> {
  let source = nameOf(entry);
  try {
    const opened = await openSource(entry, line, io);
    source = opened.name;
    const reason = await opened.program.check().finally(() => opened.program.close());
    return { source, ok: reason === undefined, message: reason ?? "the config works" };
  } catch (error) {
    if (line.words.length > 0 && error instanceof FileError) throw error;
    return { source, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function print(verdict: Verdict, { stdout, stderr }: CommandContext, json: boolean): void {
  if (json) stdout.json(JSON.stringify(verdict));
  else (verdict.ok ? stdout : stderr).print(`${verdict.source}: ${joinedLines(verdict.message)}\n`);
}
