import type { Table } from "../../tables/table.js";
import type { Batch, BatchSize, Destination, OnWarning, TableName, TypeMismatch } from "../destination.js";
import { loadBatch } from "../duckdb/load.js";
import { foldAscii, isTableError } from "../duckdb/session.js";
import { SessionStore } from "../duckdb/session-store.js";
import { SqlDestination } from "../sql/sql-destination.js";
import type { LakeOptions } from "./attach.js";
import { catalogOf } from "./catalog.js";
import type { ConnectionLock } from "./connection-lock.js";
import { Lake } from "./lake.js";
import { LakeSession } from "./lake-session.js";
import type { LakeLocation } from "./location.js";
import { LAKE_TYPE_NAMES, LAKE_TYPES } from "./types.js";

/** A DuckLake: tables in Parquet files, listed in a catalog. */
export class DuckLakeStore extends SessionStore<Lake> {
  readonly #waitMs: number;

  private constructor(lake: Lake, waitMs: number) {
    super(lake);
    this.#waitMs = waitMs;
  }

  /** @throws DestinationError as `Lake.open`. */
  static async open(location: LakeLocation, options: LakeOptions = {}): Promise<DuckLakeStore> {
    return new DuckLakeStore(await Lake.open(location, options), options.waitMs ?? 0);
  }

  /** For reading only; undefined if there is no lake yet. */
  static async existing(
    location: LakeLocation,
    options: Pick<LakeOptions, "environment" | "waitMs"> = {},
  ): Promise<DuckLakeStore | undefined> {
    if ((await catalogOf(location.catalog).state()) === "nothing") return undefined;
    return new DuckLakeStore(await Lake.open(location, { ...options, readOnly: true }), 0);
  }

  /** @throws DestinationError if another sync of the connection is running. */
  async connect(connection: string, onWarning?: OnWarning): Promise<Destination> {
    const lock = await this.session.source.lock(connection, { waitMs: this.#waitMs, onWarning });
    return new DuckLake(this.session, lock, connection);
  }
}

/** Each commit writes a Parquet file for each table, which is slow to read if it is small. */
const BATCH_SIZE: BatchSize = { records: 250_000, bytes: 256 * 1024 * 1024, ageMs: 60_000 };

/** One connection's tables in a lake. */
class DuckLake extends SqlDestination<LakeSession> {
  protected readonly typeNames = LAKE_TYPE_NAMES;
  protected override readonly refusesNul: boolean;
  readonly batchSize = BATCH_SIZE;
  readonly #lock: ConnectionLock;

  constructor(lake: Lake, lock: ConnectionLock, connection: string) {
    super(new LakeSession(lake, lock, { connection, run: () => this.run }), connection);
    this.#lock = lock;
    this.refusesNul = lake.source.refusesNul;
  }

  protected fold(name: string): string {
    return foldAscii(name);
  }

  protected isTableProblem(error: unknown): boolean {
    return isTableError(error);
  }

  protected load(table: Table, batch: Batch): Promise<readonly TypeMismatch[]> {
    return loadBatch(table, batch, { session: this.session, into: this.tableName(table), types: LAKE_TYPES });
  }

  /** Within a transaction: else another sync's commit may be seen half-way in a SQLite catalog. */
  override columns(name: TableName): Promise<readonly string[]> {
    return this.session.transaction(() => super.columns(name));
  }

  /** The lake is the store's. */
  close(): Promise<void> {
    return this.#lock.release();
  }
}
