/** Compares tables with the model. */
import { expect } from "@jest/globals";
import { type StreamKey, streamKey } from "../../../src/streams/stream.js";
import type { SyncOutcome } from "../../../src/sync/sync.js";
import { foldName } from "../../../src/tables/names.js";
import type { Table } from "../../../src/tables/table.js";
import type { ReadableDestination, Row } from "./destinations.js";
import { type Event, expectedRows, type History, typesOf, UID } from "./history.js";
import { rowProblems } from "./rows.js";
import type { DeclaredType } from "./values.js";

interface ComparedSync {
  readonly nth: number;
  readonly outcome: SyncOutcome;
  readonly played: { readonly streams: readonly number[]; readonly written: readonly string[] };
  /** By stream. */
  readonly events: readonly (readonly Event[])[];
  readonly tables: ReadonlyMap<number, Table>;
  readonly rows: ReadonlyMap<number, readonly Row[]>;
}

export class Comparison {
  readonly #history: History;
  readonly #place: ReadableDestination;
  #before: ReadonlyMap<number, readonly Row[]> = new Map();
  /** By uid: under which schemas a record may have been loaded. */
  readonly #written = new Map<string, ReadonlyMap<string, DeclaredType>[]>();

  readonly #names = new Map<StreamKey, string>();

  constructor(history: History, place: ReadableDestination) {
    this.#history = history;
    this.#place = place;
  }

  /** One state for all streams cannot be read in part: nothing has happened then. */
  refused(nth: number, rows: ComparedSync["rows"], hasWhole: boolean): void {
    expect({ nth, hasWhole, isLast: nth === this.#history.syncs.length - 1 }).toEqual({
      nth,
      hasWhole: true,
      isLast: false,
    });
    for (const [index, now] of rows) this.#unchanged(nth, index, now);
  }

  after(synced: ComparedSync): void {
    const { nth, outcome, played, events, tables, rows } = synced;
    const plan = this.#history.syncs[nth];
    const { ok, errors, streams } = outcome;
    const reasons = [...errors, ...streams.flatMap(({ error }) => error ?? [])];
    expect({ nth, ok, reasons: ok || plan?.stop !== undefined ? [] : reasons }).toEqual({
      nth,
      ok: plan?.stop === undefined,
      reasons: [],
    });
    for (const { table, status } of streams)
      if (table.mode !== "replace" || status === "COMPLETE") this.#sameName(table);
    const written = new Set(played.written);
    for (const [index, stream] of this.#history.streams.entries()) {
      const sync = plan?.streams[index];
      if (sync === undefined) continue;
      const types = typesOf(stream, sync, this.#history.pool);
      const own = (events[index] ?? []).filter(({ uid }) => written.has(uid));
      for (const { uid } of own) this.#written.set(uid, [...(this.#written.get(uid) ?? []), types]);
      const { table, read, loaded } = streams.find((one) => one.table.stream === streamKey(stream)) ?? {};
      if (table === undefined) continue;
      const isAll = ok || (table.mode === "replace" && loaded !== 0);
      expect({ nth, stream: table.label, read, loaded }).toEqual({
        nth,
        stream: table.label,
        read: own.length,
        loaded: isAll ? read : loaded,
      });
    }
    for (const [index, table] of tables) this.#table(synced, index, table);
    this.#before = rows;
  }

  /** A name that was given once stays, and stays its stream's. */
  #sameName({ stream, label, name }: Table): void {
    expect({ label, name }).toEqual({ label, name: this.#names.get(stream) ?? name });
    this.#names.set(stream, name);
    const names = [...this.#names.values()].map(foldName);
    expect(new Set(names).size).toBe(names.length);
  }

  #table({ nth, outcome, played, events, rows }: ComparedSync, index: number, table: Table): void {
    const stream = this.#history.streams[index];
    const now = rows.get(index) ?? [];
    if (stream === undefined) return;
    if (!played.streams.includes(index)) {
      this.#unchanged(nth, index, now);
      return;
    }
    const known = events[index] ?? [];
    const isComplete = outcome.streams.find((one) => one.table.stream === table.stream)?.status === "COMPLETE";
    const label = { nth, stream: table.label };
    if (outcome.ok || (!stream.isIncremental && isComplete)) {
      expect({ ...label, rows: uidsOf(now, table) }).toEqual({
        ...label,
        rows: expectedRows(stream, known)
          .map(({ uid }) => uid)
          .sort(),
      });
    } else if (!stream.isIncremental) this.#unchanged(nth, index, now);
    else this.#incomplete(label, { stream: index, table, now, known });
    const byUid = new Map(known.map((event) => [event.uid, event]));
    const isOld = !stream.isIncremental && !isComplete;
    const problems = now.flatMap((row) => {
      const event = byUid.get(uidOf(row, table));
      return event === undefined
        ? []
        : rowProblems(row, event, { place: this.#place, table, schemas: this.#written.get(event.uid) ?? [] });
    });
    if (!isOld) expect({ ...label, problems }).toEqual({ ...label, problems: [] });
    expect({ ...label, ids: new Set(now.map((row) => row.get("_sluice_id"))).size }).toEqual({
      ...label,
      ids: now.length,
    });
  }

  /** Some of it may be missing, but nothing is there twice, nothing is made up, and nothing is gone that was there. */
  #incomplete(
    label: object,
    {
      stream: index,
      table,
      now,
      known,
    }: { stream: number; table: Table; now: readonly Row[]; known: readonly Event[] },
  ): void {
    const keyed = table.key.length > 0;
    const byUid = new Map(known.map((event) => [event.uid, event]));
    const idOf = (uid: string) => (keyed ? byUid.get(uid)?.key : byUid.get(uid)?.uid) ?? `never written: ${uid}`;
    const ids = uidsOf(now, table).map(idOf);
    expect({ ...label, twice: ids.filter((id, at) => ids.indexOf(id) !== at) }).toEqual({ ...label, twice: [] });
    const before = uidsOf(this.#before.get(index) ?? [], table).map(idOf);
    expect({
      ...label,
      gone: before.filter((id) => !ids.includes(id)),
      madeUp: ids.filter((id) => id.startsWith("never")),
    }).toEqual({ ...label, gone: [], madeUp: [] });
  }

  #unchanged(nth: number, index: number, now: readonly Row[]): void {
    const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify([...row])).sort();
    const stream = this.#history.streams[index]?.name;
    expect({ nth, stream, rows: sorted(now) }).toEqual({ nth, stream, rows: sorted(this.#before.get(index) ?? []) });
  }
}

function uidsOf(rows: readonly Row[], table: Table): readonly string[] {
  return rows.map((row) => uidOf(row, table)).sort();
}

function uidOf(row: Row, { known }: Table): string {
  return row.get(known.find(({ field }) => field === UID)?.name ?? UID) ?? "without a uid";
}
