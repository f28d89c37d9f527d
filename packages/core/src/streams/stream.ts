import type { Cursor } from "../cursors/cursor.js";
import type { SyncMode } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import type { RecordSchema } from "../schema/fields.js";
import type { Rows } from "./rows.js";

/** Something a person should know about a read that goes on. */
export interface Note {
  readonly level: "WARN" | "INFO";
  readonly text: string;
}

/** One step of a read, usually a page. */
export interface Batch {
  readonly rows: Rows;
  /** Covers all rows up to and with this batch, and nothing after it. */
  readonly state?: JsonObject;
  readonly notes?: readonly Note[];
  /** On the last batch: why the walk ended. */
  readonly end?: string;
  /** Pages of the API in this batch. */
  readonly pages: number;
}

/** Where a read begins. */
export interface ReadFrom {
  readonly mode: SyncMode;
  /** What an earlier read saved; one that `resumes` takes. */
  readonly state?: JsonObject | undefined;
}

export const FROM_SCRATCH: ReadFrom = { mode: "full_refresh" };

/** All that the runner knows of a stream. */
export interface Stream {
  readonly name: string;
  /** One sentence for people: what a record is, and what it costs to read where that is unusual. */
  readonly description: string;
  readonly schema: RecordSchema;
  /** Field names; empty where the API gives no safe key. */
  readonly primaryKey: readonly string[];
  /** How it is read incrementally; undefined where it can only be read whole. */
  readonly cursor: Cursor | undefined;
  /** Whether a full refresh that broke off can go on where it stopped. */
  readonly isResumable: boolean;
  /** Whether a read of this mode can go on from a state. */
  resumes(state: JsonObject, mode: SyncMode): boolean;
  /** @throws ConnectorError when the stream cannot be read to its end. */
  read(from?: ReadFrom): AsyncIterable<Batch>;
}
