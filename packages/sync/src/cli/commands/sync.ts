import { CliCommand, names, wholeNumber } from "@sluice/core/internal";
import pLimit from "p-limit";
import type { Store } from "../../destinations/destination.js";
import { openStore } from "../../destinations/open.js";
import { publicLocation } from "../../destinations/public-location.js";
import { newRun } from "../../destinations/run.js";
import { jsonIn, readNamed } from "../../files/named-file.js";
import { RunHook } from "../../hook/hook.js";
import { assertSalt, saltIn, withoutSalt } from "../../private-columns/salt.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { nameOf } from "../../source/name.js";
import { BATCH_SIZE } from "../../sync/loader.js";
import { recordOf } from "../../sync/run-record.js";
import { version } from "../../version.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { destinationOf, withDestination } from "../destination.js";
import { dryRun } from "../dry-run.js";
import { RunLog } from "../run-log.js";
import { entryFor, missingSource, openSource } from "../source.js";
import { withSourceArgument, withSourceOptions } from "../source-options.js";
import { STREAM_OPTIONS, withStreamOptions } from "../stream-settings.js";
import { notBegun, type OpenedSource, type SyncOptions, type SyncWork, settingsOf, syncOne } from "../sync-source.js";
import { openView } from "../view/view.js";

const PARALLEL = 4;

export const sync: CommandDefinition = (io) => {
  const command = new CliCommand("sync")
    .description(
      "Reads a source and loads its records into tables, exactly once. Without SOURCE, syncs all sources of sluice.config.ts (or .json) in parallel. Each run is kept (`sluice runs` lists them), and onRun of the project, a URL or a command, gets it as JSON.",
    )
    .example("sluice sync hellobaton --config config.json --to duckdb:sluice.duckdb")
    .statuses({
      0: "everything arrived",
      1: "something did not",
      others:
        "129, 130, 131 or 143 stopped by a signal; 141 standard output was closed. A sync that is stopped loads what a state covers; a second signal ends it at once",
    });
  withDestination(withSourceOptions(withSourceArgument(command, "[SOURCE]", io)))
    .option("--schema <NAME>", "the schema of the tables (default: the name of the source)")
    .option(
      "--name <NAME>",
      "the name of the connection, e.g. for a second account of one vendor (default: the name of the source)",
    )
    .option("--streams <A,B>", "read these streams only; * stands for any characters", names)
    .option("--exclude <A,B>", "read all streams but these", names);
  return withReadOptions(withStreamOptions(command)).action((source: string | undefined, options: SyncOptions) =>
    run(source, options, io),
  );
};

function withReadOptions(command: CliCommand): CliCommand {
  return command
    .option("--full-refresh", "read everything from the beginning, and replace the tables")
    .option(
      "--reconcile",
      "load nothing: read the streams in full, and mark the rows that are gone at the source; states stay",
    )
    .option("--allow-empty", "let a stream without any record mark or remove all rows of its table")
    .option("--state <FILE>", "resume from these states, not from the saved ones: a list of state messages")
    .option("--limit <N>", "read at most N records of each stream", wholeNumber)
    .option("--batch <N>", `load after N records, with the next state (default: ${BATCH_SIZE.records})`, wholeNumber)
    .option("--parallel <N>", `read N sources at once (default: ${PARALLEL})`, wholeNumber)
    .option("--wait-lock <S>", "wait up to S seconds for another process that has the destination", wholeNumber)
    .option("--dry-run", "show what a sync would do, and do nothing")
    .option(
      "--log <FILE>",
      "write the whole log of the run to FILE, which is overwritten: a line of JSON for each event",
    )
    .option("--json", "report progress as lines of JSON");
}

async function run(source: string | undefined, options: SyncOptions, io: CommandContext): Promise<void> {
  io.stopInOrder();
  const { entries, to, waitMs, onRun, ...how } = await taskOf(source, options, io);
  const log = options.log === undefined ? undefined : await RunLog.open(options.log, io.folder);
  const view = openView(io, { json: options.json === true });
  const opened: OpenedSource[] = [];
  let store: Store | undefined;
  try {
    const onWarning = (connection: string, text: string) => view.warned(connection, text);
    const environment = withoutSalt(io.environment);
    const hook = RunHook.of(onRun, { destination: publicLocation(to), environment, onWarning });
    const note = (name: string, text: string) => view.warned(options.name ?? name, text, "notice");
    try {
      // a source that cannot start is known before any starts
      for (const entry of entries) opened.push({ entry, ...(await openSource(entry, options, { ...io, note })) });
      assertDifferent(opened, options);
      for (const one of opened) assertSalt(settingsOf(one, options).streamSettings, how.hashSalt);
      if (options.dryRun === true) return await dryRun(opened.map(dryly(options, how)), to, io);
      for (const { program } of opened.slice(0, how.parallel)) void program.discover(); // while the destination is opened
      store = await openStore(to, { waitMs, environment });
    } catch (error) {
      if (options.dryRun !== true) await noneBegan(entries, { options, hook, error });
      throw error;
    }
    const work = { store, options, io, view, log, hook, version: await version(), ...how };
    if (!(await syncAll(opened, work))) process.exitCode = 1;
  } finally {
    view.close();
    for (const { program } of opened) await program.close();
    await store?.close();
    await log?.close();
  }
}

/** The task of the command line and the project. @throws UsageError */
async function taskOf(source: string | undefined, options: SyncOptions, io: CommandContext) {
  const project = (await loadProject(io.folder, options.project))?.project;
  const entries = source === undefined ? project?.sources : [await entryFor(source, options, io)];
  if (entries === undefined) throw missingSource("sync");
  assertReconcilable(options);
  if (entries.length > 1) {
    const unclear = [...ONE_SOURCE, ...STREAM_OPTIONS].find((option) => options[option] !== undefined);
    if (unclear !== undefined) throw new UsageError(`--${kebab(unclear)} needs one source. Pass SOURCE.`);
  }
  const { batch, limit, parallel, waitLock } = options;
  return {
    entries,
    to: await destinationOf(options, io),
    onRun: project?.onRun,
    parallel: parallel ?? project?.parallel ?? PARALLEL,
    waitMs: (waitLock ?? 0) * 1000,
    limit,
    batchSize: batch === undefined ? undefined : { ...BATCH_SIZE, records: batch },
    state: await stateIn(options, io),
    hashSalt: saltIn(io.environment),
  };
}

/** Options that mean one source. */
const ONE_SOURCE = ["schema", "name", "state", "config", "env"] as const;

/** `full-refresh` of `fullRefresh`. */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Rows are gone only if a whole read does not bring them. @throws UsageError */
function assertReconcilable(options: SyncOptions): void {
  if (options.reconcile !== true) return;
  const other = (["limit", "state", "fullRefresh"] as const).find((option) => options[option] !== undefined);
  if (other === undefined) return;
  throw new UsageError(
    `--reconcile reads streams in full and keeps their rows and states. Leave --${kebab(other)} out.`,
  );
}

/** The text itself goes to the source: parsing it would cost long numbers their digits. @throws FileError if it is not JSON. */
async function stateIn({ state: path }: SyncOptions, { folder }: CommandContext): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readNamed({ path, folder, what: "the state" });
  jsonIn(text, `the state ${path}`);
  return text;
}

/** Two sources of one name would take each other's tables and states for their own. */
function assertDifferent(sources: readonly OpenedSource[], options: SyncOptions): void {
  const names = sources.map((source) => settingsOf(source, options).connection);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UsageError(`Two sources are named "${twice}". Give one another name in the project.`);
}

/** What a dry run needs to know of a source. */
function dryly(options: SyncOptions, { state, hashSalt }: Pick<SyncWork, "state" | "hashSalt">) {
  return (source: OpenedSource) => ({ ...settingsOf(source, options), program: source.program, state, hashSalt });
}

interface NotBegun {
  readonly options: SyncOptions;
  readonly hook: RunHook | undefined;
  readonly error: unknown;
}

/** A source or the destination cannot be opened, so nothing is synced and no run is recorded: the hook gets one of each source. */
async function noneBegan(entries: readonly SourceEntry[], { options, hook, error }: NotBegun): Promise<void> {
  if (hook === undefined || error instanceof UsageError) return;
  const sluice = await version();
  const runs = entries.map((entry) => ({
    run: newRun({ version: sluice, source: entry.source }),
    connection: options.name ?? nameOf(entry),
    startedAt: new Date(),
    end: notBegun(error),
  }));
  await Promise.all(runs.map((run) => hook.ended(recordOf(run))));
}

/** Several at once, each to its end, even if others fail. @returns whether everything arrived. */
async function syncAll(
  sources: readonly OpenedSource[],
  { parallel, ...work }: SyncWork & { readonly parallel: number },
): Promise<boolean> {
  const limit = pLimit(parallel);
  const outcomes = await Promise.all(sources.map((source) => limit(syncOne, source, work)));
  return outcomes.every(Boolean);
}
