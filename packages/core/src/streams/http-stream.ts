import type * as z from "zod";
import type { Cursor, Slice } from "../cursors/cursor.js";
import { FullRefresh, ResumableFullRefresh } from "../cursors/full-refresh.js";
import { PartitionStates } from "../cursors/partition-states.js";
import type { Decoder } from "../decoders/decoder.js";
import type { HttpClient } from "../http/client.js";
import type { ErrorRule } from "../http/error-rule.js";
import { isJson } from "../http/json.js";
import type { ReplyVerdict } from "../http/judge.js";
import type { Reply } from "../http/reply-conditions.js";
import type { Method, Query } from "../http/request.js";
import type { RequestBody } from "../http/request-body.js";
import type { HttpResponse } from "../http/response.js";
import { type Paginator, resumeParameter } from "../pagination/paginator.js";
import { SinglePagePaginator } from "../pagination/single-page.js";
import type { SyncMode } from "../protocol/catalog.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import { isAlreadyComplete } from "../protocol/state.js";
import type { RecordSchema } from "../schema/fields.js";
import type { StreamContext } from "./context.js";
import { allRecords } from "./parent-cache.js";
import { parentsOf } from "./parents-of.js";
import { SliceReader, type SliceReading, type SliceReadingParts } from "./slice-reader.js";
import {
  type Batch,
  FROM_START,
  type ReadFrom,
  type RecordPath,
  ROOT,
  type Stream,
  type StreamDefinition,
  type StreamRead,
} from "./stream.js";
import { StreamReader } from "./stream-reader.js";
import { type SliceState, StreamState } from "./stream-state.js";

/** A concrete stream class, as a source lists it and a child names its parent. */
export type StreamClass<Config, T extends Stream = Stream> = new (context: StreamContext<Config>) => T;

/** The type of the records of a stream class, e.g. `RecordOf<Tasks>`, or of a schema. */
export type RecordOf<T> = T extends { readonly schema: infer S extends RecordSchema }
  ? z.infer<S>
  : T extends RecordSchema
    ? z.infer<T>
    : JsonObject;

/**
 * One endpoint's records. A subclass states facts: name, schema, key, path, and where the records are; a vendor's base class
 * states what all its endpoints share. Every stream is read in the same way: slices → requests → pages → batches.
 */
export abstract class HttpStream<Config> implements Stream, StreamDefinition {
  abstract readonly name: string;
  abstract readonly description: string;
  abstract readonly schema: RecordSchema;
  abstract readonly primaryKey: readonly string[];
  /** How its pages are requested. A POST must only read, e.g. a search: requests are sent again when they fail. */
  readonly method: Method = "GET";
  /** The name of the authenticator that signs its requests, if not the source's own: see `Source.authenticators`. */
  readonly signedBy: string | undefined = undefined;
  readonly cursor: Cursor | undefined = undefined;
  readonly paginator: Paginator = new SinglePagePaginator();
  readonly recordsAt: RecordPath = "";
  /** How a body becomes records where it is not one JSON document, e.g. `csv()` or `gzip(jsonLines)`; `recordsAt` has no meaning then. */
  readonly decode: Decoder | undefined = undefined;
  /** Slice values that are added to each record, e.g. `["organizationId"]`. */
  readonly addParentFields: readonly string[] = [];
  /** What replies mean, where their status does not say it: see `when`. These rules come before those of the source. */
  readonly errors: readonly ErrorRule[] = [];
  /**
   * True where the API may return a record twice, because pages shift or slices overlap: each key is written once. Where the
   * paginator knows the total too, an incomplete list is read three times before it fails.
   */
  readonly dedupe: boolean = false;
  /** True where a slice may only be read after the one before it, e.g. because records move from one to the next. */
  readonly sequentialSlices: boolean = false;
  readonly #context: StreamContext<Config>;

  constructor(context: StreamContext<Config>) {
    this.#context = context;
  }

  /** The checked settings. */
  protected get config(): Config {
    return this.#context.config;
  }

  /** The path below the base URL; the tag `path` encodes the values in it. */
  abstract path(slice: Slice): string;

  /** Query parameters of the first page, e.g. filters; those of the paginator are added. */
  query(_slice: Slice): Query {
    return {};
  }

  /** Headers of each request, added to those of the source; one of the same name replaces it. Credentials are not among them. */
  headers(_slice: Slice): Readonly<Record<string, string>> {
    return {};
  }

  /** The body of the first page, e.g. `json({ filters: [] })`; what the paginator and the cursor add to it is merged in. A
   * GET has one only where this returns it, and an empty one, such as `json({})`, is not sent until something is in it. */
  body(_slice: Slice): RequestBody | undefined {
    return undefined;
  }

  /**
   * Scheme, host and port where they are not the source's. Requests are signed, so `Source.origins` must list the origin. The
   * setting `base_url` replaces this one too.
   */
  baseUrl(_slice: Slice): string | undefined {
    return undefined;
  }

  /**
   * The slices to read; an array where their number is known beforehand, which is then logged. Only a partitioned stream
   * overrides this.
   *
   * @param _from for a stream whose slices depend on the saved state.
   */
  slices(_from: ReadFrom): AsyncIterable<Slice> | Promise<readonly Slice[]> {
    return Promise.resolve([ROOT]);
  }

  /**
   * Only for bodies that must be reshaped; the default takes the bytes at `recordsAt`. A stream may leave records out: pages are
   * counted by what the API sent, which is the list at `recordsAt`, else the longest list of objects in the body.
   */
  records?(body: JsonValue, slice: Slice): readonly JsonObject[];

  /**
   * Whether a record of the API is wanted. Pages and totals count all that the API sent, so paging does not depend on it. Numbers
   * beyond 2^53 are rounded here.
   */
  keep?(record: JsonObject, slice: Slice): boolean;

  /**
   * A kept record as it is written; keys, cursors and children see it so. Fields that are returned unchanged keep their bytes.
   * A number that a double cannot hold is an object here, which may be moved but not calculated with.
   */
  map?(record: JsonObject, slice: Slice): JsonObject;

  /**
   * Whether a reply that a rule would skip, or one with the paginator's `pastEnd`, is the API's own and not that of a gateway in
   * front of it. The default accepts JSON. A reply that is not the API's is retried, then fails the stream.
   */
  isApiReply(response: HttpResponse): boolean {
    return isJson(response);
  }

  /**
   * What a reply means that no rule matches, before its status is looked at.
   *
   * @internal
   */
  judge?(reply: Reply): ReplyVerdict | undefined;

  /**
   * Slices from a parent stream's records: `toSlice` returns one, several, or undefined to leave a record out. It gets the parent's
   * slice too, whose values are those of the grandparent.
   */
  protected async *each<T extends Stream>(
    Parent: StreamClass<Config, T>,
    toSlice: (record: RecordOf<T>, slice: Slice) => Slice | readonly Slice[] | undefined,
  ): AsyncIterable<Slice> {
    const records = this.#context.parents.records(new Parent(this.#context));
    for await (const { record, slice } of records) yield* [toSlice(record as RecordOf<T>, slice) ?? []].flat();
  }

  /** Slices from the records of a parent stream that changed since the state, oldest change first: for a `ParentCursor`. */
  protected async *eachChanged<T extends Stream>(
    Parent: StreamClass<Config, T>,
    { state }: ReadFrom,
    toSlice: (record: RecordOf<T>) => Slice,
  ): AsyncIterable<Slice> {
    const parent = new Parent(this.#context);
    const [ownField = "", parentField = ""] = [this.cursor?.field, parent.cursor?.field];
    const saved = state?.[ownField];
    const from = { mode: "incremental", state: saved === undefined ? undefined : { [parentField]: saved } } as const;
    const records = await allRecords(this.#context.parents, parent, from);
    const slices = records.map((record) => toSlice(record as RecordOf<T>));
    const msOf = (slice: Slice) => this.cursor?.format.read(slice[ownField]) ?? 0;
    yield* slices.sort((one, other) => msOf(one) - msOf(other));
  }

  /** All records of a parent stream, which is read once per run. */
  protected async parentRecords<T extends Stream>(Parent: StreamClass<Config, T>): Promise<readonly RecordOf<T>[]> {
    return (await allRecords(this.#context.parents, new Parent(this.#context))) as readonly RecordOf<T>[];
  }

  /** @internal */
  parents(from: ReadFrom): Promise<readonly StreamRead[]> {
    if (!this.#isPartitioned) return Promise.resolve([]);
    const Self = this.constructor as StreamClass<Config, HttpStream<Config>>;
    return parentsOf((parents) => new Self({ ...this.#context, http: {} as HttpClient, parents }).slices(from));
  }

  /** Whether a later attempt of a job can resume where this one stopped: at a page, or after the slices that are complete. */
  get isResumable(): boolean {
    return this.#isPartitioned || resumeParameter(this.paginator) !== undefined;
  }

  canResume(state: JsonObject, mode: SyncMode): boolean {
    if (mode === "full_refresh") {
      if (isAlreadyComplete(state)) return true;
      if (!this.isResumable || state["use_global_cursor"] === true) return false;
    }
    const cursor = this.cursorOf(mode, this.#context.clock.now());
    if (mode === "full_refresh" && this.#isPartitioned) return canResumePartitions(cursor, state);
    if (cursor.canResume(state)) return true;
    return this.#isPartitioned && !cursor.isStreamWide && canResumePartitions(cursor, state);
  }

  /**
   * @throws ConnectorError when a slice cannot be read to its end, or every slice is refused; a `SkippedError` where the rules
   *   allow that.
   */
  read(from: ReadFrom = FROM_START): AsyncIterable<Batch> {
    const { clock } = this.#context;
    const cursor = this.cursorOf(from.mode, clock.now());
    const keepsState = from.mode === "incremental" ? this.cursor !== undefined : this.isResumable;
    // A full refresh that is complete as a whole has no states of slices.
    const isComplete = this.#isPartitioned && isAlreadyComplete(from.state);
    const saved = keepsState && !isComplete ? from.state : undefined;
    const isPartitioned = this.#isPartitioned && !cursor.isStreamWide;
    const state = new StreamState({ cursor, saved, isPartitioned, clock });
    const reader = this.reader.bind(this);
    return new StreamReader(this, this.#context, { state, reader }).batches(from);
  }

  /** @internal */
  protected reader(slice: Slice, state: SliceState, parts: SliceReadingParts): SliceReading {
    return new SliceReader(slice, state, parts);
  }

  /** @internal */
  protected cursorOf(mode: SyncMode, startedMs: number): Cursor {
    if (mode === "incremental" && this.cursor !== undefined) return this.cursor;
    const changes = this.cursor?.fullRefreshChanges(startedMs) ?? [{}];
    const isResumable = mode === "full_refresh" && this.isResumable;
    return isResumable
      ? new ResumableFullRefresh(resumeParameter(this.paginator)?.name, changes)
      : new FullRefresh(changes);
  }

  /** Only a partitioned stream overrides `slices`. */
  get #isPartitioned(): boolean {
    return this.slices !== HttpStream.prototype.slices;
  }
}

function canResumePartitions(cursor: Cursor, state: JsonObject): boolean {
  return PartitionStates.canResume(state, (one) => cursor.canResume(one));
}
