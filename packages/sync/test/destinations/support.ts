import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@sluice/core";
import type {
  Batch,
  Begun,
  Destination,
  FinishedTable,
  RunStart,
  Store,
  TypeMismatch,
} from "../../src/destinations/destination.js";
import type { RunInfo } from "../../src/destinations/run.js";
import {
  type ConnectionState,
  NO_STATE,
  withLoaded,
  withRefreshed,
  withReplaced,
  withStreamState,
} from "../../src/state/connection-state.js";
import { type StreamKey, streamKey } from "../../src/streams/stream.js";
import { ENVELOPE_END, RecordEncoder } from "../../src/tables/envelope.js";
import { columnsOf, evolve, isStaged, type KnownColumn, type Table, type WriteMode } from "../../src/tables/table.js";

export const INTEGER = { type: "integer" };
export const TEXT = { type: "string" };

export type Properties = Readonly<Record<string, JsonObject>>;

/** Members of a table that differ from the usual ones. */
type Others = Partial<Pick<Table, "schema" | "name" | "formerKey" | "deletes" | "absent">> & {
  readonly before?: Pick<Table, "known">;
};

/** A table `acme.users` of the stream `users`, with this mode and these fields. Dots in the key are paths. */
export function tableOf(
  mode: WriteMode,
  properties: Properties = { id: INTEGER, name: TEXT },
  key: readonly string[] = ["id"],
  { schema = "acme", name = "users", before = { known: [] }, ...others }: Others = {},
): Table {
  const columns = columnsOf({ properties: { ...properties } }, before.known, namesOf(before.known));
  return {
    stream: streamKey({ name }),
    descriptor: { name },
    label: name,
    schema,
    name,
    columns,
    known: evolve(before.known, columns, others.absent === undefined ? mode : "merge").known,
    key: key.map((path) => path.split(".")),
    mode,
    ...others,
  };
}

function namesOf(columns: readonly KnownColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/** A record, or its JSON text, which is written as it is: a character is a byte. */
export type TestRecord = JsonObject | string;

let batches = 0;

/** Records as a batch file in the folder. */
export async function batchOf(
  folder: string,
  destination: Pick<Destination, "isUntyped">,
  table: Table,
  ...records: readonly TestRecord[]
): Promise<Batch> {
  const encoder = new RecordEncoder(table, destination);
  const lines = records.map((record, ordinal) => {
    const data = typeof record === "string" ? Buffer.from(record, "latin1") : Buffer.from(JSON.stringify(record));
    const encoded = encoder.encode(data, ordinal, 1_760_000_000_123);
    if (typeof encoded === "string") throw new Error(encoded);
    return Buffer.concat([Buffer.from(encoded.head), encoded.record ?? data, ENVELOPE_END]);
  });
  const file = join(folder, `batch-${batches++}.ndjson`);
  await writeFile(file, Buffer.concat(lines));
  return { table, file, longestLine: Math.max(0, ...lines.map(({ length }) => length)), records: records.length };
}

/** Makes the end of a batch file unreadable. */
export async function broken(batch: Batch): Promise<Batch> {
  await writeFile(batch.file, (await readFile(batch.file)).subarray(0, -5));
  return batch;
}

/** A sync of a connection, which decides the state, as the steps before a destination do. */
export class TestSync {
  readonly destination: Destination;
  readonly store: Store;
  readonly #folder: string;
  readonly #staged = new Map<StreamKey, number>();
  state = NO_STATE;

  constructor(destination: Destination, store: Store, folder: string) {
    this.destination = destination;
    this.store = store;
    this.#folder = folder;
  }

  async start(run?: RunInfo): Promise<RunStart> {
    const start = await this.destination.start(run);
    this.state = start.state;
    return start;
  }

  async begin(...tables: readonly Table[]): Promise<Begun> {
    const begun = await this.destination.begin(tables, this.state);
    this.state = begun.state;
    for (const { stream } of tables) this.#staged.set(stream, 0);
    return begun;
  }

  batch(table: Table, ...records: readonly TestRecord[]): Promise<Batch> {
    return batchOf(this.#folder, this.destination, table, ...records);
  }

  /** @param change a further change of the state. */
  async commit(
    all: readonly Batch[],
    change: (state: ConnectionState) => ConnectionState = (state) => state,
  ): Promise<readonly (readonly TypeMismatch[])[]> {
    const added = all.filter(({ table }) => !isStaged(table));
    const state = change(added.reduce((next, { table, records }) => withLoaded(next, table, records), this.state));
    const counts = all.map(({ table, records }) => ({ stream: table.label, read: records, loaded: records }));
    const mismatches = await this.destination.commit(all, { state, counts });
    this.state = state;
    for (const { table, records } of all) {
      this.#staged.set(table.stream, (this.#staged.get(table.stream) ?? 0) + records);
    }
    return mismatches;
  }

  /** One batch, and the state that covers it; none where it is undefined. */
  async load(
    table: Table,
    text: string | undefined,
    ...records: readonly TestRecord[]
  ): Promise<readonly TypeMismatch[]> {
    const batch = await this.batch(table, ...records);
    const isCovered = text !== undefined && !isStaged(table);
    const [mismatches = []] = await this.commit([batch], (state) =>
      isCovered ? withStreamState(state, table.stream, text) : state,
    );
    return mismatches;
  }

  async finish(table: Table, text?: string): Promise<FinishedTable> {
    const records = this.#staged.get(table.stream) ?? 0;
    const afterRead = table.absent === undefined ? withReplaced : withRefreshed;
    const read = table.mode === "replace" ? afterRead(this.state, table, { loaded: records }) : this.state;
    const state = text === undefined ? read : withStreamState(read, table.stream, text);
    const counts = [{ stream: table.label, read: records, loaded: records }];
    const finished = await this.destination.finish(table, { state, counts });
    this.state = state;
    return finished;
  }
}

/** Opens a store for a sync of a connection, starts it, and closes all. */
export async function withSync<T>(
  { open, folder }: { readonly open: () => Promise<Store>; readonly folder: string },
  work: (sync: TestSync, start: RunStart) => Promise<T>,
  connection = "acme",
): Promise<T> {
  const started = async (destination: Destination, store: Store) => {
    const sync = new TestSync(destination, store, folder);
    return work(sync, await sync.start());
  };
  return withDestination(open, started, connection);
}

/** The same without a state. */
export async function withDestination<T>(
  open: () => Promise<Store>,
  work: (destination: Destination, store: Store) => Promise<T>,
  connection = "acme",
): Promise<T> {
  const store = await open();
  try {
    const destination = await store.connect(connection);
    try {
      return await work(destination, store);
    } finally {
      await destination.close();
    }
  } finally {
    await store.close();
  }
}
