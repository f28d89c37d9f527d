import pLimit from "p-limit";
import type { Store } from "../../destinations/destination.js";
import { DESTINATIONS, openStore } from "../../destinations/open.js";
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
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { dryRun } from "../dry-run.js";
import { RunLog } from "../run-log.js";
import { entryFor, missingSource, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { STREAM_HELP, STREAM_OPTIONS } from "../stream-settings.js";
import { notBegun, type OpenedSource, type SyncWork, settingsOf, syncOne } from "../sync-source.js";
import { openView } from "../view/view.js";

const PARALLEL = 4;

const HELP = `sluice sync [SOURCE] [--to DESTINATION] [options]

Reads a source and loads its records into tables, exactly once. Without SOURCE, syncs all sources of sluice.config.ts (or
.json) in parallel. Each run is kept (\`sluice runs\` lists them), and onRun of the project, a URL or a command, gets it as
JSON.

${SOURCE_HELP}
  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --schema NAME     the schema of the tables (default: the name of the source)
  --name NAME       the name of the connection, e.g. for a second account of one vendor (default: the name of the source)
  --streams A,B     read these streams only; * stands for any characters
  --exclude A,B     read all streams but these
${STREAM_HELP}
  --full-refresh    read everything from the beginning, and replace the tables
  --reconcile       load nothing: read the streams in full, and mark the rows that are gone at the source; states stay
  --allow-empty     let a stream without any record mark or remove all rows of its table
  --state FILE      resume from these states, not from the saved ones: a list of state messages
  --limit N         read at most N records of each stream
  --batch N         load after N records, with the next state (default: ${BATCH_SIZE.records})
  --parallel N      read N sources at once (default: ${PARALLEL})
  --wait-lock S     wait up to S seconds for another process that has the destination
  --dry-run         show what a sync would do, and do nothing
  --log FILE        write the whole log of the run to FILE, which is overwritten: a line of JSON for each event
  --json            report progress as lines of JSON

Exit status: 0 everything arrived; 1 something did not; 2 invalid usage; 129, 130, 131 or 143 stopped by a signal; 141 standard
output was closed. A sync that is stopped loads what a state covers; a second signal ends it at once.
`;

export const sync: Command = {
  summary: "read sources and load their records into tables",
  help: HELP,
  stopsInOrder: true,
  options: {
    ...SOURCE_OPTIONS,
    to: { type: "string" },
    schema: { type: "string" },
    name: { type: "string" },
    streams: { type: "string" },
    exclude: { type: "string" },
    ...STREAM_OPTIONS,
    "full-refresh": { type: "boolean" },
    reconcile: { type: "boolean" },
    "allow-empty": { type: "boolean" },
    state: { type: "string" },
    limit: { type: "string" },
    batch: { type: "string" },
    parallel: { type: "string" },
    "wait-lock": { type: "string" },
    "dry-run": { type: "boolean" },
    log: { type: "string" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    const { entries, to, waitMs, onRun, ...how } = await taskOf(line, io);
    const logFile = line.text("log");
    const log = logFile === undefined ? undefined : await RunLog.open(logFile, io.folder);
    const view = openView(io, { json: line.flag("json") });
    const opened: OpenedSource[] = [];
    let store: Store | undefined;
    try {
      const onWarning = (connection: string, text: string) => view.warned(connection, text);
      const environment = withoutSalt(io.environment);
      const hook = RunHook.of(onRun, { destination: publicLocation(to), environment, onWarning });
      const note = (source: string, text: string) => view.noted(line.text("name") ?? source, text);
      try {
        // a source that cannot start is known before any starts
        for (const entry of entries) opened.push({ entry, ...(await openSource(entry, line, { ...io, note })) });
        assertDifferent(opened, line);
        for (const source of opened) assertSalt(settingsOf(source, line).streamSettings, how.hashSalt);
        if (line.flag("dry-run")) return await dryRun(opened.map(dryly(line, how)), to, io);
        for (const { program } of opened.slice(0, how.parallel)) void program.discover(); // while the destination is opened
        store = await openStore(to, { waitMs, environment });
      } catch (error) {
        if (!line.flag("dry-run")) await noneBegan(entries, { line, hook, error });
        throw error;
      }
      const work = { store, line, io, view, log, hook, version: await version(), ...how };
      return (await syncAll(opened, work)) ? 0 : 1;
    } finally {
      view.close();
      for (const { program } of opened) await program.close();
      await store?.close();
      await log?.close();
    }
  },
};

/** The task of the command line and the project. @throws UsageError */
async function taskOf(line: CommandLine, io: CommandContext) {
  const loaded = await loadProject(io.folder, line.text("project"));
  const project = loaded?.project;
  const parallel = line.count("parallel") ?? project?.parallel ?? PARALLEL;
  const entries = line.words.length > 0 ? [await entryFor(line, io)] : project?.sources;
  if (entries === undefined) throw missingSource("sync");
  assertReconcilable(line);
  if (entries.length > 1) {
    for (const option of ["schema", "name", "state", "config", "env", ...Object.keys(STREAM_OPTIONS)]) {
      if (line.all(option).length > 0) throw new UsageError(`--${option} needs one source. Pass SOURCE.`);
    }
  }
  const batch = line.count("batch");
  return {
    entries,
    to: await destinationOf(line, io),
    onRun: project?.onRun,
    parallel,
    waitMs: (line.count("wait-lock") ?? 0) * 1000,
    limit: line.count("limit"),
    batchSize: batch === undefined ? undefined : { ...BATCH_SIZE, records: batch },
    state: await stateIn(line, io),
    hashSalt: saltIn(io.environment),
  };
}

/** Rows are gone only if a whole read does not bring them. @throws UsageError */
function assertReconcilable(line: CommandLine): void {
  if (!line.flag("reconcile")) return;
  const others = ["limit", "state", "full-refresh"];
  const other = others.find((option) => line.flag(option) || line.text(option) !== undefined);
  if (other === undefined) return;
  throw new UsageError(`--reconcile reads streams in full and keeps their rows and states. Leave --${other} out.`);
}

/** The text itself goes to the source: parsing it would cost long numbers their digits. @throws FileError if it is not JSON. */
async function stateIn(line: CommandLine, { folder }: CommandContext): Promise<string | undefined> {
  const path = line.text("state");
  if (path === undefined) return undefined;
  const text = await readNamed({ path, folder, what: "the state" });
  jsonIn(text, `the state ${path}`);
  return text;
}

/** Two sources of one name would take each other's tables and states for their own. */
function assertDifferent(sources: readonly OpenedSource[], line: CommandLine): void {
  const names = sources.map((source) => settingsOf(source, line).connection);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UsageError(`Two sources are named "${twice}". Give one another name in the project.`);
}

/** What a dry run needs to know of a source. */
function dryly(line: CommandLine, { state, hashSalt }: Pick<SyncWork, "state" | "hashSalt">) {
  return (source: OpenedSource) => ({ ...settingsOf(source, line), program: source.program, state, hashSalt });
}

interface NotBegun {
  readonly line: CommandLine;
  readonly hook: RunHook | undefined;
  readonly error: unknown;
}

/** A source or the destination cannot be opened, so nothing is synced and no run is recorded: the hook gets one of each source. */
async function noneBegan(entries: readonly SourceEntry[], { line, hook, error }: NotBegun): Promise<void> {
  if (hook === undefined || error instanceof UsageError) return;
  const sluice = await version();
  const runs = entries.map((entry) => ({
    run: newRun({ version: sluice, source: entry.source }),
    connection: line.text("name") ?? nameOf(entry),
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
