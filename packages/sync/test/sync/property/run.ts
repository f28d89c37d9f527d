/** Plays a history into a destination, and compares the tables with the model after each sync. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Destination } from "../../../src/destinations/destination.js";
import { SourceProgram } from "../../../src/source/program.js";
import { ResumeError } from "../../../src/state/resume.js";
import { streamKey, streamLabel } from "../../../src/streams/stream.js";
import { BATCH_SIZE } from "../../../src/sync/loader.js";
import { type SyncOutcome, sync } from "../../../src/sync/sync.js";
import { foldName } from "../../../src/tables/names.js";
import type { Table } from "../../../src/tables/table.js";
import { NEVER } from "../support.js";
import { Comparison } from "./compare.js";
import type { ReadableDestination, Row } from "./destinations.js";
import { catalogEntry, type Event, eventsOf, type History, type SyncPlan, typesOf } from "./history.js";

const PROGRAM = fileURLToPath(new URL("./source.mjs", import.meta.url));

/** What a read wrote, and of which streams, by their positions. */
interface Played {
  readonly streams: readonly number[];
  readonly written: readonly string[];
}

export async function run(history: History, place: ReadableDestination, folder: string): Promise<void> {
  const events = eventsOf(history);
  const comparison = new Comparison(history, place);
  const tables = new Map<number, Table>();
  let hasWhole = false;
  for (const [nth, plan] of history.syncs.entries()) {
    hasWhole ||= plan.states === "LEGACY" || plan.states === "GLOBAL, no parts";
    const context = { history, plan, events: events[nth] ?? [], place, folder };
    const ran = await syncOnce(context);
    for (const { table } of ran?.outcome.streams ?? []) setTable(tables, table, history);
    const rows = await rowsOf(context, tables);
    if (ran === undefined) comparison.refused(nth, rows, hasWhole);
    else comparison.after({ nth, ...ran, events: context.events, tables, rows });
  }
}

/** The name of a stream that was never committed is free: the next stream may take it. */
function setTable(tables: Map<number, Table>, table: Table, { streams }: History): void {
  for (const [index, { name }] of tables) if (foldName(name) === foldName(table.name)) tables.delete(index);
  tables.set(
    streams.findIndex((one) => streamKey(one) === table.stream),
    table,
  );
}

interface Context {
  readonly history: History;
  readonly plan: SyncPlan;
  readonly events: readonly (readonly Event[])[];
  readonly place: ReadableDestination;
  readonly folder: string;
}

/** @returns undefined if it was refused because a state cannot be split. */
async function syncOnce({ history, plan, events, place, folder }: Context) {
  const [script, played] = [join(folder, "script.json"), join(folder, "played.json")];
  await writeFile(script, scriptOf(history, plan, events));
  await rm(played, { force: true });
  const source = await SourceProgram.open(
    { command: () => ({ program: process.execPath, args: [PROGRAM, script, played] }) },
    { signal: NEVER },
  );
  const store = await place.open(folder);
  let destination: Destination | undefined;
  try {
    destination = await store.connect("acme");
    const batchSize = { ...BATCH_SIZE, records: plan.batchRecords };
    const chosen = { streams: selectedOf(history, plan), fullRefresh: plan.isFullRefresh };
    const outcome: SyncOutcome = await sync({
      source,
      destination,
      schema: "acme",
      signal: NEVER,
      batchSize,
      ...chosen,
    });
    return { outcome, played: await playedIn(played) };
  } catch (error) {
    if (error instanceof ResumeError) return undefined;
    throw error;
  } finally {
    await source.close();
    await destination?.close();
    await store.close();
  }
}

/** A source that was not asked for anything has written nothing. */
async function playedIn(file: string): Promise<Played> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? { streams: [], written: [] } : (JSON.parse(text) as Played);
}

function scriptOf({ streams, pool }: History, plan: SyncPlan, events: Context["events"]): string {
  const isAnyListed = streams.some((_stream, index) => plan.streams[index]?.isListed === true);
  const played = streams.map((stream, index) => {
    const sync = plan.streams[index];
    return {
      name: stream.name,
      namespace: stream.namespace,
      isListed: !isAnyListed || sync?.isListed,
      entry: sync && catalogEntry(stream, typesOf(stream, sync, pool)),
      events: (events[index] ?? []).map(({ uid, place, fields }) => ({ uid, place, data: dataOf(fields) })),
    };
  });
  return JSON.stringify({ ...plan, streams: played });
}

function dataOf(fields: Event["fields"]): string {
  return `{${[...fields].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}

/** By label, which may mean more than one stream. */
function selectedOf({ streams }: History, { selected, streams: syncs }: SyncPlan): readonly string[] | undefined {
  const meant = streams.filter((_stream, index) => selected[index] === true && syncs[index]?.isListed === true);
  return meant.length === 0 ? undefined : meant.map(streamLabel);
}

async function rowsOf({ place, folder }: Context, tables: ReadonlyMap<number, Table>) {
  const rows = await place.rows(folder, [...tables.values()]);
  return new Map([...tables.keys()].map((index, at): [number, readonly Row[]] => [index, rows[at] ?? []]));
}
