import { CliCommand } from "@sluice/core/internal";
import { FileError } from "../../files/named-file.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { nameOf } from "../../source/name.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { entryFor, missingSource, openSource } from "../source.js";
import { type SourceOptions, withSourceArgument, withSourceOptions } from "../source-options.js";
import { joinedLines } from "../view/clean.js";

interface CheckOptions extends SourceOptions {
  readonly json?: boolean;
}

export const check: CommandDefinition = (io) => {
  const command = new CliCommand("check")
    .description(
      "Tests the config of a source: whether the credentials are valid and the API can be reached. Without SOURCE, tests all sources of sluice.config.ts (or .json), one after the other.",
    )
    .example("sluice check hellobaton")
    .statuses({ 0: "every config works", 1: "one does not" });
  return withSourceOptions(withSourceArgument(command, "[SOURCE]", io))
    .option("--json", "a line of JSON for each source: source, ok, message")
    .action((source: string | undefined, options: CheckOptions) => run(source, options, io));
};

async function run(source: string | undefined, options: CheckOptions, io: CommandContext): Promise<void> {
  for (const entry of await entries(source, options, io)) {
    const verdict = await verdictOn({ entry, isOnly: source !== undefined }, options, io);
    print(verdict, io, options.json === true);
    if (!verdict.ok) process.exitCode = 1;
    if (io.signal.aborted) break;
  }
}

async function entries(
  source: string | undefined,
  options: CheckOptions,
  io: CommandContext,
): Promise<readonly SourceEntry[]> {
  if (source !== undefined) return [await entryFor(source, options, io)];
  const loaded = await loadProject(io.folder, options.project);
  if (loaded === undefined) throw missingSource("check");
  if (options.config !== undefined) throw new UsageError("--config needs one source. Pass SOURCE.");
  return loaded.project.sources;
}

interface Verdict {
  readonly source: string;
  readonly ok: boolean;
  readonly message: string;
}

interface Checked {
  readonly entry: SourceEntry;
  /** It is the one that the user named. */
  readonly isOnly: boolean;
}

/** A source that cannot be started does not keep the others from being tested. */
async function verdictOn({ entry, isOnly }: Checked, options: CheckOptions, io: CommandContext): Promise<Verdict> {
  let source = nameOf(entry);
  try {
    const opened = await openSource(entry, options, io);
    source = opened.name;
    const reason = await opened.program.check().finally(() => opened.program.close());
    return { source, ok: reason === undefined, message: reason ?? "the config works" };
  } catch (error) {
    if (isOnly && error instanceof FileError) throw error;
    return { source, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function print(verdict: Verdict, { stdout, stderr }: CommandContext, json: boolean): void {
  if (json) stdout.json(JSON.stringify(verdict));
  else (verdict.ok ? stdout : stderr).print(`${verdict.source}: ${joinedLines(verdict.message)}\n`);
}
