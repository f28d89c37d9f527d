import type { ConnectionState } from "../../state/connection-state.js";
import type { DecideReset, Reset } from "../../state/reset.js";
import type { StreamKey } from "../../streams/stream.js";
import { isStaged, type Table } from "../../tables/table.js";
import { assertNarrow, beginEach } from "../begin.js";
import {
  type Batch,
  type BatchSize,
  type Begun,
  type Checkpoint,
  type Destination,
  type FinishedTable,
  NOTHING_REPLACED,
  type RunEnd,
  type RunStart,
  type TableName,
  type TypeMismatch,
} from "../destination.js";
import { repairAll } from "../repair.js";
import { newRun } from "../run.js";
import { goneError } from "../sql/table-error.js";
import * as content from "./manifest-content.js";
import type { StagedTable } from "./staged-table.js";
import { StagedTables } from "./staging.js";
import { columnNames, TableFiles } from "./table-files.js";
import { IncompleteCommitError, type Shared, Transaction } from "./transaction.js";

/** A merge rewrites its file, so it should wait for many rows. */
const BATCH_SIZE: BatchSize = { records: 1_000_000, bytes: 512 * 1024 * 1024, ageMs: 5 * 60_000 };

/** A folder, and what all its connections share. */
export interface SharedFolder extends Shared {
  /** Of files. */
  readonly extension: string;
  readonly isUntyped: boolean;
  /** One after the other. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** One connection's tables in a folder. */
export class FilesDestination implements Destination {
  readonly batchSize = BATCH_SIZE;
  readonly isUntyped: boolean;
  readonly #shared: SharedFolder;
  readonly #connection: string;
  readonly #onClose: () => void;
  readonly #staged: StagedTables;
  /** Those of this sync whose files were written. */
  readonly #written = new Map<StreamKey, Table>();
  #run = "";
  #incomplete: IncompleteCommitError | undefined;

  constructor(shared: SharedFolder, connection: string, onClose: () => void) {
    this.isUntyped = shared.isUntyped;
    this.#shared = shared;
    this.#connection = connection;
    this.#onClose = onClose;
    this.#staged = new StagedTables(shared);
  }

  async start(run = newRun()): Promise<RunStart> {
    return this.#alone(() =>
      this.#transaction(false, async (transaction) => {
        this.#run = run.id;
        transaction.change((before) => content.withRun(before, run, this.#connection));
        return content.startOf(this.#shared.manifest.content, this.#connection);
      }),
    );
  }

  async columns(table: TableName): Promise<readonly string[]> {
    return columnNames(this.#shared, table);
  }

  async begin(tables: readonly Table[], state: ConnectionState): Promise<Begun> {
    return this.#alone(() =>
      this.#transaction(false, async (transaction) => {
        const begun = await beginEach(tables, state, async (some) => {
          for (const table of some) await this.#begin(table, transaction);
        });
        transaction.change((before) => content.withState(before, this.#connection, begun.state));
        return begun;
      }),
    );
  }

  async #begin(table: Table, transaction: Transaction): Promise<void> {
    if (!this.isUntyped) assertNarrow(table);
    const files = this.#files(table);
    const former = await files.claim();
    await files.makeFolders();
    await this.#staged.drop(table);
    const entry = await files.entry();
    if (table.mode === "reconcile" && entry.files.length === 0) throw goneError(table);
    if (isStaged(table)) await this.#staged.openStaged(table, entry);
    transaction.change((before) => {
      const free = former === undefined ? before : content.withoutTable(before, former, table);
      const next = content.withFolders(free, files.folders);
      return isStaged(table) ? next : content.withTable(next, entry);
    });
  }

  async commit(batches: readonly Batch[], checkpoint: Checkpoint): Promise<readonly (readonly TypeMismatch[])[]> {
    return this.#alone(async () => {
      try {
        return await this.#commit(batches, checkpoint);
      } catch (error) {
        if (error instanceof IncompleteCommitError || !(await repairAll(batches))) throw error;
        return this.#commit(batches, checkpoint);
      }
    });
  }

  async #commit(batches: readonly Batch[], checkpoint: Checkpoint): Promise<readonly (readonly TypeMismatch[])[]> {
    const tables = new Map(batches.filter(({ records }) => records > 0).map(({ table }) => [table.stream, table]));
    const staged = new Map<StreamKey, StagedTable>();
    try {
      for (const [stream, table] of tables) staged.set(stream, await this.#stagedFor(table));
      return await this.#transaction(staged.size > 0, async (transaction) => {
        const mismatches: (readonly TypeMismatch[])[] = [];
        for (const batch of batches) {
          const rows = batch.records > 0 ? staged.get(batch.table.stream) : undefined;
          mismatches.push((await rows?.add(batch)) ?? []);
        }
        for (const [stream, table] of tables) {
          const rows = isStaged(table) ? undefined : staged.get(stream);
          if (rows === undefined) continue;
          const files = this.#files(table);
          if (this.#written.has(stream)) await files.assertInPlace();
          await transaction.write(rows, files);
          this.#written.set(stream, table);
        }
        this.#save(transaction, checkpoint);
        return mismatches;
      });
    } finally {
      for (const [stream, table] of tables) if (table.mode === "append") await staged.get(stream)?.drop();
    }
  }

  async #stagedFor(table: Table): Promise<StagedTable> {
    return this.#staged.of(table, await this.#files(table).entry());
  }

  /** A stream without records gets a file too: so readers find the table and its columns. */
  async finish(table: Table, checkpoint: Checkpoint): Promise<FinishedTable> {
    return this.#alone(async () => {
      const files = this.#files(table);
      const entry = await files.entry();
      const isThere = this.#written.has(table.stream) || entry.files.length > 0;
      if (!isStaged(table) && isThere) return NOTHING_REPLACED;
      await files.claim();
      if (table.mode === "reconcile" && entry.files.length === 0) throw goneError(table);
      const rows = await this.#stagedFor(table);
      const before = content.rowsOf(entry);
      const { deleted, written } = await this.#transaction(true, async (transaction) => {
        const found = await this.#staged.apply(table, rows, entry);
        const after = await transaction.write(rows, files);
        this.#written.set(table.stream, table);
        this.#save(transaction, checkpoint);
        return { deleted: found, written: after };
      });
      if (table.mode !== "merge") await this.#staged.drop(table, rows);
      if (before === undefined || written === undefined) return { deleted };
      return { deleted, rows: { before, after: table.absent === undefined ? written : before - deleted } };
    });
  }

  async abandon(table: Table): Promise<void> {
    await this.#alone(() => this.#staged.drop(table));
  }

  async rowCounts(tables: readonly TableName[]): Promise<readonly (number | undefined)[]> {
    return tables.map((table) => {
      const entry = content.entryOf(this.#shared.manifest.content, table);
      return entry === undefined ? undefined : content.rowsOf(entry);
    });
  }

  /** @throws DestinationError if a file that this sync wrote is gone; the run is still recorded. */
  async end(run: RunEnd): Promise<void> {
    await this.#shared.alone(() =>
      this.#transaction(false, async (transaction) =>
        transaction.change((before) => content.withEnd(before, this.#run, run)),
      ),
    );
    for (const table of this.#written.values()) await this.#files(table).assertInPlace();
  }

  async reset(decide: DecideReset): Promise<Reset> {
    return this.#alone(() =>
      this.#transaction(false, async (transaction) => {
        const decided = decide(content.stateOf(this.#shared.manifest.content, this.#connection));
        for (const { isDropped, table } of decided.streams) {
          if (isDropped && table !== undefined) this.#drop({ schema: table.schema, name: table.table }, transaction);
        }
        transaction.change((before) => content.withKilled(before, this.#connection));
        transaction.change((before) => content.withState(before, this.#connection, decided.state));
        return decided;
      }),
    );
  }

  /** The manifest says which files are the connection's. */
  #drop(table: TableName, transaction: Transaction): void {
    const entry = content.entryOf(this.#shared.manifest.content, table);
    if (entry?.connection !== this.#connection) return;
    transaction.remove(entry.files);
    transaction.change((before) => content.withoutEntry(before, table));
  }

  async close(): Promise<void> {
    try {
      await this.#shared.alone(() => this.#staged.close());
    } finally {
      this.#onClose();
    }
  }

  #save(transaction: Transaction, { state, counts }: Checkpoint): void {
    transaction.change((before) => content.withState(before, this.#connection, state));
    transaction.change((before) => content.withCounts(before, this.#run, counts));
  }

  /** @param hasRows whether rows are staged: else no staging is opened. */
  #transaction<T>(hasRows: boolean, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return Transaction.run(this.#shared, hasRows, work);
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#shared.alone(async () => {
      if (this.#incomplete !== undefined) throw this.#incomplete;
      try {
        return await work();
      } catch (error) {
        if (error instanceof IncompleteCommitError) this.#incomplete = error;
        throw error;
      }
    });
  }

  #files(table: Table): TableFiles {
    return new TableFiles({ ...this.#shared, connection: this.#connection }, table);
  }
}
