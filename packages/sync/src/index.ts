/** Loading what a source writes, as a library; the command line is `sluice`. */
export {
  type Batch,
  type Checkpoint,
  type Destination,
  DestinationError,
  type RunEnd,
  type RunRecord,
  type RunStart,
  type Store,
  type StoreHistory,
  type StreamCount,
  TableError,
  type TypeMismatch,
} from "./destinations/destination.js";
export { openStore } from "./destinations/open.js";
export { defineConfig, type Project, type SourceEntry } from "./project/project.js";
export type { ProgramCall } from "./source/child.js";
export { SourceError, SourceProgram } from "./source/program.js";
export type { ConfigStore } from "./source/renewed-settings.js";
export { resolveSource } from "./source/resolve.js";
export type { ConnectionState } from "./state/connection-state.js";
export { ResumeError } from "./state/resume.js";
export type { StreamDescriptor, StreamKey } from "./streams/stream.js";
export type { StreamOutcome } from "./sync/stream-outcome.js";
export type { StreamSettings } from "./sync/stream-settings.js";
export { type SyncOutcome, type SyncTask, sync } from "./sync/sync.js";
export type { AbsentRows, Deletes } from "./tables/deletes.js";
export type { Column, SchemaChange, Table, WriteMode } from "./tables/table.js";
export type { ColumnType } from "./tables/types.js";
