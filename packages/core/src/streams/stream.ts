import type { Cursor, Slice } from "../cursors/cursor.js";
import type { Decoder } from "../decoders/decoder.js";
import type { ErrorRule } from "../http/error-rule.js";
import type { ReplyVerdict } from "../http/judge.js";
import type { Reply } from "../http/reply-conditions.js";
import type { Method, Query } from "../http/request.js";
import type { RequestBody } from "../http/request-body.js";
import type { HttpResponse } from "../http/response.js";
import type { Paginator } from "../pagination/paginator.js";
import type { SyncMode } from "../protocol/catalog.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { RecordSchema } from "../schema/fields.js";
import type { RawRecords } from "./raw-records.js";

export type { Slice };

/**
 * Where the records are in a body: the dotted path of the list, `""` for a bare array, `wholeBody` for a single record. A
 * trailing `?` says that the list may be null (`"data?"`), and `??` that it may be missing too. `*` leads to all elements of a
 * list and to all values of an object: `"groups.*.rows"`, `"edges.*.node"`, `"users.*"`.
 */
export type RecordPath = string;

/** The only slice of a stream that is not partitioned. */
export const ROOT: Slice = Object.freeze({});

/** One step of a read, usually a page. */
export interface Batch {
  readonly records: RawRecords;
  /** Covers all records up to and including this batch, and nothing after it. */
  readonly state?: JsonObject;
  /** On the last batch: why pagination ended. */
  readonly end?: string;
  /** Pages of the API in this batch. */
  readonly pages: number;
  /** The slice of its records; undefined for the last batch, which has none. */
  readonly slice?: Slice;
}

/** Where a read begins. */
export interface ReadFrom {
  readonly mode: SyncMode;
  /** The state of an earlier read; one that `canResume` accepts. */
  readonly state?: JsonObject | undefined;
}

export const FROM_START: ReadFrom = { mode: "full_refresh" };

/** One read of a stream. */
export interface StreamRead {
  readonly stream: Stream;
  readonly from: ReadFrom;
}

/** A stream as the runner uses it. */
export interface Stream {
  readonly name: string;
  /** One sentence for people: what a record is, and the cost of a read if that is unusual. */
  readonly description: string;
  readonly schema: RecordSchema;
  /** Field names; empty where the API gives no safe key. */
  readonly primaryKey: readonly string[];
  /** How it is read incrementally; undefined where it can only be read in full. */
  readonly cursor: Cursor | undefined;
  /** Whether a full refresh that was interrupted can resume where it stopped. */
  readonly isResumable: boolean;
  /** Whether a read of this mode can resume from a state. */
  canResume(state: JsonObject, mode: SyncMode): boolean;
  /** @throws ConnectorError when the stream cannot be read to its end. */
  read(from?: ReadFrom): AsyncIterable<Batch>;
  /** @internal The reads of other streams that its slices are made of. */
  parents?(from: ReadFrom): Promise<readonly StreamRead[]>;
}

/** The definition of a stream that its reader needs; documented in `HttpStream`. */
export interface StreamDefinition {
  readonly name: string;
  readonly schema: RecordSchema;
  readonly primaryKey: readonly string[];
  readonly method: Method;
  readonly signedBy: string | undefined;
  readonly cursor: Cursor | undefined;
  readonly paginator: Paginator;
  readonly recordsAt: RecordPath;
  readonly decode: Decoder | undefined;
  readonly addParentFields: readonly string[];
  readonly errors: readonly ErrorRule[];
  readonly dedupe: boolean;
  readonly sequentialSlices: boolean;
  path(slice: Slice): string;
  query(slice: Slice): Query;
  headers(slice: Slice): Readonly<Record<string, string>>;
  body(slice: Slice): RequestBody | undefined;
  baseUrl(slice: Slice): string | undefined;
  slices(from: ReadFrom): AsyncIterable<Slice> | Promise<readonly Slice[]>;
  records?(body: JsonValue, slice: Slice): readonly JsonObject[];
  keep?(record: JsonObject, slice: Slice): boolean;
  map?(record: JsonObject, slice: Slice): JsonObject;
  isApiReply(response: HttpResponse): boolean;
  judge?(reply: Reply): ReplyVerdict | undefined;
}
