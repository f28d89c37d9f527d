/** Landing what a source writes, as a library; the command line is `sluice`. */
export {
  type Batch,
  type Destination,
  DestinationError,
  type Memory,
  type Misfit,
  type RunEnd,
  type Store,
} from "./destinations/destination.js";
export { openStore } from "./destinations/open.js";
export { defineConfig, type Project, type SourceEntry } from "./project/project.js";
export type { Command } from "./source/child.js";
export { SourceError, SourceProgram } from "./source/program.js";
export { resolveSource } from "./source/resolve.js";
export type { StreamOutcome } from "./sync/stream-landing.js";
export { type SyncOutcome, type SyncTask, sync } from "./sync/sync.js";
export type { Column, Table, WriteMode } from "./tables/table.js";
export type { ColumnType } from "./tables/types.js";
