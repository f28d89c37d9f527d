export type { Batch, Destination } from "./destinations/destination.js";
export { DestinationError } from "./destinations/duckdb/database.js";
export { DuckDb } from "./destinations/duckdb/duckdb.js";
export type { Command } from "./source/child.js";
export type { StreamOutcome } from "./sync/landing.js";
export { SourceError, type SyncOutcome, type SyncTask, sync } from "./sync/sync.js";
export type { Column, Table, WriteMode } from "./tables/table.js";
export type { ColumnType } from "./tables/types.js";
