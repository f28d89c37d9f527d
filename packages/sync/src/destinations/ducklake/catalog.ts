import { stat } from "node:fs/promises";
import { DestinationError, type OnWarning } from "../destination.js";
import type { Extension } from "../duckdb/extensions.js";
import { postgresAccess } from "../duckdb/postgres-access.js";
import { PostgresSession } from "../postgres/client.js";
import { text } from "../sql/text.js";
import { type ConnectionLock, FileLock, inTurn, inTurnOf, NO_LOCK, PostgresLock } from "./connection-lock.js";
import type { CatalogLocation } from "./location.js";

/** How a connection of a sync gets its lock. */
export interface LockOptions {
  readonly waitMs: number;
  readonly onWarning?: OnWarning | undefined;
}

/** Where the tables of a lake are listed: a database, in which each kind has its own locks. */
export interface Catalog {
  readonly extensions: readonly Extension[];
  /** What DuckDB has to know before it is attached: its password. */
  readonly secret: string | undefined;
  /** What is attached, behind `ducklake:`. Never with a password. */
  readonly address: string;
  /** Further options of the attachment. */
  readonly options: readonly string[];
  /** Its file, where it is one. */
  readonly file: string | undefined;
  /** Whether no text may hold the character NUL: small batches, and the least and greatest text of each file, are in the catalog. */
  readonly refusesNul: boolean;
  /** What it is, in messages. */
  readonly label: string;
  /** Whether there is a lake. That a file is one, and not another database, is for DuckLake to find out. */
  state(): Promise<"lake" | "nothing">;
  /** Runs while no other process writes to the lake. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  lock(connection: string, options: LockOptions): Promise<ConnectionLock>;
}

export function catalogOf(location: CatalogLocation): Catalog {
  if (location.kind === "postgres") return postgresCatalog(location.url);
  return location.kind === "sqlite" ? sqliteCatalog(location.file) : duckDbCatalog(location.file);
}

function duckDbCatalog(file: string): Catalog {
  return {
    ...fileCatalog(file),
    extensions: ["ducklake"],
    address: file,
    options: [],
    inTurn: (work) => work(),
    lock: async () => NO_LOCK,
  };
}

/**
 * With a write-ahead log a reader does not keep a sync from committing, and with a timeout a lock that another program holds for a moment is
 * waited for. Without them SQLite leaves a lock behind when it refuses a commit.
 */
const SQLITE_OPTIONS = ["META_JOURNAL_MODE 'WAL'", "META_BUSY_TIMEOUT 10000"];

function sqliteCatalog(file: string): Catalog {
  return {
    ...fileCatalog(file),
    extensions: ["ducklake", "sqlite_scanner"],
    address: `sqlite:${file}`,
    options: SQLITE_OPTIONS,
    inTurn: (work) => inTurn(file, work),
    lock: (connection, { waitMs }) => FileLock.take(file, connection, waitMs),
  };
}

function fileCatalog(file: string) {
  return {
    secret: undefined,
    refusesNul: false,
    file,
    label: file,
    state: async () => ((await sizeOf(file)) > 0 ? ("lake" as const) : ("nothing" as const)),
  };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

const SECRET = "sluice_catalog";

function postgresCatalog(url: string): Catalog {
  const { address, secret } = postgresAccess(url, SECRET);
  const withSession = async <T>(work: (session: PostgresSession) => Promise<T>): Promise<T> => {
    const session = await PostgresSession.open(url);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  return {
    extensions: ["ducklake", "postgres_scanner"],
    secret,
    address: `postgres:${address}`,
    options: secret === undefined ? [] : [`META_SECRET '${SECRET}'`],
    refusesNul: true,
    file: undefined,
    label: "this Postgres database",
    state: () =>
      withSession(async (session) => {
        const found = await session.rows(
          `SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = ${text("ducklake_metadata")}`,
        );
        return found.length > 0 ? "lake" : "nothing";
      }),
    inTurn: (work) => withSession((session) => inTurnOf(session, work)),
    lock: (connection, options) => PostgresLock.take(url, connection, options),
  };
}

/** @throws DestinationError */
export function noData(label: string): DestinationError {
  return new DestinationError(
    `There is no lake in ${label} yet, and a new one needs a place for its files. Add ?data=DIR or ?data=s3://bucket/prefix to the location.`,
  );
}
