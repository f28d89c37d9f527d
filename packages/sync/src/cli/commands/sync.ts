import type { BatchSize, Memory, PastStream, Store } from "../../destinations/destination.js";
import { DESTINATIONS, isDestination, openExisting, openStore } from "../../destinations/open.js";
import { filledIn } from "../../project/environment.js";
import { loadProject } from "../../project/load.js";
import type { SourceEntry } from "../../project/project.js";
import { BATCH_SIZE } from "../../sync/landing.js";
import { plan } from "../../sync/plan.js";
import { selected } from "../../sync/select.js";
import { sync as syncSource } from "../../sync/sync.js";
import { type Command, type Io, type Line, UsageError } from "../command.js";
import { DEFAULT_DESTINATION } from "../destination.js";
import { entryFor, fileText, type OpenSource, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { table } from "../view/table.js";
import { openView, type View } from "../view/view.js";

const PARALLEL = 4;

const HELP = `sluice sync [SOURCE] [--to DESTINATION] [options]

Reads a source and lands its records in tables, exactly once. Without SOURCE, all sources of sluice.config.ts (or .json),
side by side.

${SOURCE_HELP}
  --to              ${DESTINATIONS}; ${DEFAULT_DESTINATION} unless told
  --schema NAME     where the tables go; the source's name unless told
  --name NAME       under which its tables and states are kept, for a second account of one vendor
  --streams A,B     these streams only; a star stands for any letters
  --exclude A,B     all but these
  --full-refresh    everything anew, in the place of what is there
  --state FILE      what to go on from, in place of what is saved: a list of state messages
  --limit N         at most N records of each stream
  --batch N         land after so many records, with the next state; ${BATCH_SIZE.records} unless told
  --parallel N      how many sources are read at once; ${PARALLEL} unless told
  --wait-lock S     wait up to S seconds for another process that has the file
  --dry-run         tell what would be done, and do nothing
  --json            what happens as lines of JSON
`;

export const sync: Command = {
  summary: "read sources and land their records in tables",
  help: HELP,
  options: {
    ...SOURCE_OPTIONS,
    to: { type: "string" },
    schema: { type: "string" },
    name: { type: "string" },
    streams: { type: "string" },
    exclude: { type: "string" },
    "full-refresh": { type: "boolean" },
    state: { type: "string" },
    limit: { type: "string" },
    batch: { type: "string" },
    parallel: { type: "string" },
    "wait-lock": { type: "string" },
    "dry-run": { type: "boolean" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    const { entries, to, waitMs, ...how } = await todo(line, io);
    const view = openView(io, { json: line.flag("json") });
    const opened: Opened[] = [];
    let store: Store | undefined;
    try {
      for (const entry of entries) opened.push({ entry, ...(await openSource(entry, io)) }); // what cannot begin is known before anything does
      assertDifferent(opened, line);
      if (line.flag("dry-run")) return await preview(opened, to, line, io);
      for (const { program } of opened.slice(0, how.parallel)) void program.discover(); // while the destination is opened
      store = await openStore(to, { waitMs });
      return (await all(opened, { store, line, io, view, ...how })) ? 0 : 1;
    } finally {
      view.close();
      for (const { program } of opened) await program.close();
      await store?.close();
    }
  },
};

interface Opened extends OpenSource {
  readonly entry: SourceEntry;
}

/** What is to be done, by the line and the project. @throws UsageError before anything is begun */
async function todo(line: Line, io: Io) {
  const loaded = await loadProject(io.folder, line.text("project"));
  const project = loaded?.project;
  const to = filledIn(line.text("to") ?? project?.to ?? DEFAULT_DESTINATION, io.environment);
  const parallel = line.count("parallel") ?? project?.parallel ?? PARALLEL;
  const entries = line.words.length > 0 ? [await entryFor(line, io)] : project?.sources;
  if (entries === undefined) {
    throw new UsageError(
      "Which source? For example: sluice sync hellobaton. Without one, a sluice.config.ts or .json lists them.",
    );
  }
  if (entries.length > 1) {
    for (const option of ["schema", "name", "state", "config"]) {
      if (line.text(option) !== undefined) throw new UsageError(`--${option} is for one source: say which.`);
    }
  }
  if (!isDestination(to)) throw new UsageError(`--to must be one of ${DESTINATIONS}.`); // not quoted: a password may be in it
  const batch = line.count("batch");
  return {
    entries,
    to,
    parallel,
    waitMs: (line.count("wait-lock") ?? 0) * 1000,
    limit: line.count("limit"),
    batchSize: batch === undefined ? undefined : { ...BATCH_SIZE, records: batch },
  };
}

/** Two sources that write the same tables would each take the other's for their own. */
function assertDifferent(sources: readonly Opened[], line: Line): void {
  const names = sources.map((source) => settingsOf(source, line).connection);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`Two sources are called "${twice}": give one a name of its own.`);
}

interface Work {
  readonly store: Store;
  readonly line: Line;
  readonly io: Io;
  readonly view: View;
  readonly parallel: number;
  readonly limit: number | undefined;
  readonly batchSize: BatchSize | undefined;
}

/** So many at once, each to its end, whatever becomes of the others. @returns whether everything arrived. */
async function all(sources: readonly Opened[], work: Work): Promise<boolean> {
  const left = [...sources];
  let ok = true;
  const worker = async () => {
    for (let source = left.shift(); source !== undefined; source = left.shift()) {
      const isWhole = await one(source, work).catch((error: unknown) => {
        work.view.failed(source?.name ?? "", error);
        return false;
      });
      ok &&= isWhole;
    }
  };
  await Promise.all(Array.from({ length: Math.min(work.parallel, sources.length) }, worker));
  return ok;
}

async function one(source: Opened, { store, line, io, view, limit, batchSize }: Work): Promise<boolean> {
  const { connection, ...settings } = settingsOf(source, line);
  const state = line.text("state");
  const destination = await store.connect(connection);
  try {
    const outcome = await syncSource({
      ...settings,
      source: source.program,
      settings: source.settings,
      destination,
      state: state === undefined ? undefined : await fileText(state, io),
      limit,
      batchSize,
      onStart: (streams) => view.started(connection, streams),
      signal: io.signal,
    });
    view.ended(connection, outcome);
    return outcome.ok;
  } finally {
    await destination.close();
  }
}

/** What the line says goes before what the project does. */
function settingsOf({ name, entry }: Opened, line: Line) {
  const connection = line.text("name") ?? name;
  return {
    connection,
    schema: line.text("schema") ?? entry.schema ?? connection,
    streams: line.list("streams") ?? entry.streams,
    exclude: line.list("exclude") ?? entry.exclude,
    fullRefresh: line.flag("full-refresh") || entry.fullRefresh === true,
  };
}

const DOES = { replace: "replace all rows", merge: "merge by key", append: "append" } as const;

/** `--dry-run`: what would be done, by the source's streams and what is remembered of them. */
async function preview(sources: readonly Opened[], to: string, line: Line, io: Io): Promise<number> {
  const rows: string[][] = [["table", "columns", "key", "would", "from"]];
  const store = await openExisting(to);
  try {
    const streams = (await store?.history())?.streams ?? [];
    for (const source of sources) {
      const { connection, schema, fullRefresh, ...selection } = settingsOf(source, line);
      const memory = memoryIn(streams, connection);
      const chosen = selected(await source.program.discover(), selection);
      const { tables, goingOn } = plan(chosen, memory, { schema, fullRefresh });
      for (const { stream, name, columns, key, mode } of tables) {
        const from = goingOn.has(stream) ? "its saved state" : "the beginning";
        rows.push([`${schema}.${name}`, String(columns.length), key.join(", "), DOES[mode], from]);
      }
    }
  } finally {
    await store?.close();
  }
  io.stdout.write(`${table(rows, new Set([1]))}\n`);
  return 0;
}

function memoryIn(streams: readonly PastStream[], connection: string): Memory {
  const own = streams.filter((past) => past.connection === connection);
  const remembered = own.map((past) => [past.stream, { ...past, columns: new Map<string, string>() }] as const);
  return { streams: new Map(remembered), shared: undefined, notes: [] };
}
