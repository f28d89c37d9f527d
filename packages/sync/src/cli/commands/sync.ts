import pLimit from "p-limit";
import type { BatchSize, Store } from "../../destinations/destination.js";
import { DESTINATIONS, openStore } from "../../destinations/open.js";
import { jsonIn, readNamed } from "../../files/named-file.js";
import { assertSalt, saltIn } from "../../private-columns/salt.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { BATCH_SIZE } from "../../sync/loader.js";
import { countOf } from "../../sync/stream-outcome.js";
import { sync as syncSource } from "../../sync/sync.js";
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { dryRun } from "../dry-run.js";
import { RunLog } from "../run-log.js";
import { entryFor, missingSource, type OpenSource, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { STREAM_HELP, STREAM_OPTIONS, streamSettings } from "../stream-settings.js";
import { openView, type View } from "../view/view.js";

const PARALLEL = 4;

const HELP = `sluice sync [SOURCE] [--to DESTINATION] [options]

Reads a source and loads its records into tables, exactly once. Without SOURCE, syncs all sources of sluice.config.ts (or
.json) in parallel.

${SOURCE_HELP}
  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --schema NAME     the schema of the tables (default: the name of the source)
  --name NAME       the name of the connection, e.g. for a second account of one vendor (default: the name of the source)
  --streams A,B     read these streams only; * stands for any characters
  --exclude A,B     read all streams but these
${STREAM_HELP}
  --full-refresh    read everything from the beginning, and replace the tables
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
    const { entries, to, waitMs, ...how } = await taskOf(line, io);
    const logFile = line.text("log");
    const log = logFile === undefined ? undefined : await RunLog.open(logFile, io.folder);
    const view = openView(io, { json: line.flag("json") });
    const opened: Opened[] = [];
    let store: Store | undefined;
    try {
      const note = (source: string, text: string) => view.noted(line.text("name") ?? source, text);
      // a source that cannot start is known before any starts
      for (const entry of entries) opened.push({ entry, ...(await openSource(entry, line, { ...io, note })) });
      assertDifferent(opened, line);
      const hashSalt = saltIn(io.environment);
      for (const { entry } of opened) assertSalt(streamSettings(entry, line), hashSalt);
      if (line.flag("dry-run")) {
        const sources = opened.map((source) => ({
          ...settingsOf(source, line),
          program: source.program,
          state: how.state,
          hashSalt,
        }));
        return await dryRun(sources, to, io);
      }
      for (const { program } of opened.slice(0, how.parallel)) void program.discover(); // while the destination is opened
      store = await openStore(to, { waitMs });
      return (await syncAll(opened, { store, line, io, view, log, ...how })) ? 0 : 1;
    } finally {
      view.close();
      for (const { program } of opened) await program.close();
      await store?.close();
      await log?.close();
    }
  },
};

interface Opened extends OpenSource {
  readonly entry: SourceEntry;
}

/** The task of the command line and the project. @throws UsageError */
async function taskOf(line: CommandLine, io: CommandContext) {
  const loaded = await loadProject(io.folder, line.text("project"));
  const project = loaded?.project;
  const parallel = line.count("parallel") ?? project?.parallel ?? PARALLEL;
  const entries = line.words.length > 0 ? [await entryFor(line, io)] : project?.sources;
  if (entries === undefined) throw missingSource("sync");
  if (entries.length > 1) {
    for (const option of ["schema", "name", "state", "config", "env", ...Object.keys(STREAM_OPTIONS)]) {
      if (line.all(option).length > 0) throw new UsageError(`--${option} needs one source. Pass SOURCE.`);
    }
  }
  const batch = line.count("batch");
  return {
    entries,
    to: await destinationOf(line, io),
    parallel,
    waitMs: (line.count("wait-lock") ?? 0) * 1000,
    limit: line.count("limit"),
    batchSize: batch === undefined ? undefined : { ...BATCH_SIZE, records: batch },
    state: await stateIn(line, io),
  };
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
function assertDifferent(sources: readonly Opened[], line: CommandLine): void {
  const names = sources.map((source) => settingsOf(source, line).connection);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UsageError(`Two sources are named "${twice}". Give one another name in the project.`);
}

interface Work {
  readonly store: Store;
  readonly line: CommandLine;
  readonly io: CommandContext;
  readonly view: View;
  readonly log: RunLog | undefined;
  readonly parallel: number;
  readonly limit: number | undefined;
  readonly batchSize: BatchSize | undefined;
  readonly state: string | undefined;
}

/** Several at once, each to its end, even if others fail. @returns whether everything arrived. */
async function syncAll(sources: readonly Opened[], work: Work): Promise<boolean> {
  const orReport = (source: Opened) =>
    syncOne(source, work).catch((error: unknown) => {
      work.view.failed(work.line.text("name") ?? source.name, error);
      return false;
    });
  const limit = pLimit(work.parallel);
  const outcomes = await Promise.all(sources.map((source) => limit(orReport, source)));
  return outcomes.every(Boolean);
}

async function syncOne(
  source: Opened,
  { store, line, io, view, log, limit, batchSize, state }: Work,
): Promise<boolean> {
  const { connection, ...settings } = settingsOf(source, line);
  const onLog = (event: object) => log?.write({ source: connection, ...event });
  const destination = await store.connect(connection, (text) => view.warned(connection, text));
  try {
    const outcome = await syncSource({
      ...settings,
      source: source.program,
      destination,
      hashSalt: saltIn(io.environment),
      state,
      limit,
      batchSize,
      onStart: (streams) => view.started(connection, streams),
      onLog,
      signal: io.signal,
    });
    const { ok, errors, warnings } = outcome;
    onLog({ type: "ENDED", ok, streams: outcome.streams.map(countOf), errors, warnings });
    view.ended(connection, outcome);
    return ok;
  } catch (error) {
    onLog({ type: "ENDED", ok: false, errors: [error instanceof Error ? error.message : String(error)] });
    throw error;
  } finally {
    await destination.close();
  }
}

/** The command line takes precedence over the project. */
function settingsOf({ name, entry }: Opened, line: CommandLine) {
  const connection = line.text("name") ?? name;
  return {
    connection,
    schema: line.text("schema") ?? entry.schema ?? connection,
    streams: line.list("streams") ?? (Array.isArray(entry.streams) ? entry.streams : undefined),
    streamSettings: streamSettings(entry, line),
    exclude: line.list("exclude") ?? entry.exclude,
    fullRefresh: line.flag("full-refresh") || entry.fullRefresh === true,
  };
}
