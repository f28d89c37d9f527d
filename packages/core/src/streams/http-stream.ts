import type { Cursor } from "../cursors/cursor.js";
import { PagePosition } from "../cursors/page-position.js";
import { timeOf } from "../cursors/watermark.js";
import { SystemError } from "../errors/connector-error.js";
import type { HttpClient } from "../http/client.js";
import type { Clock } from "../http/clock.js";
import type { JsonBody } from "../http/json.js";
import type { Query } from "../http/request.js";
import type { Paginator } from "../pagination/paginator.js";
import { SinglePage } from "../pagination/single-page.js";
import type { SyncMode } from "../protocol/catalog.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import { isAlreadyComplete } from "../protocol/state.js";
import type { RecordOf, RecordSchema } from "../schema/fields.js";
import type { Endpoint } from "./endpoint.js";
import { Everything, isPlaceIn, Resumable } from "./full-refresh.js";
import { CursorPerSlice, goesOnFrom, SingleCursor } from "./incremental.js";
import type { Lookahead } from "./lookahead.js";
import type { ParentCache } from "./parent.js";
import type { Progress } from "./progress.js";
import { Reading } from "./reading.js";
import { type Opened, openAt, type RecordPath, reshaped, wholeBody } from "./record-path.js";
import { ROOT, type Slice } from "./slice.js";
import { type Batch, FROM_SCRATCH, type ReadFrom, type Stream } from "./stream.js";

/** What a stream gets from its source. */
export interface StreamContext<Config> {
  readonly http: HttpClient;
  readonly config: Config;
  readonly parents: ParentCache;
  readonly clock: Clock;
  /** Above so many pages a list is taken for endless. */
  readonly mostPages: number;
  readonly lookahead: Lookahead;
}

/** A concrete stream class, as a source lists it and a child names its parent. */
export type StreamClass<Config, T extends Stream = Stream> = new (context: StreamContext<Config>) => T;

/** The type of the records of a stream. */
export type RecordsOf<T> = T extends { readonly schema: infer S extends RecordSchema } ? RecordOf<S> : JsonObject;

/**
 * One endpoint's records. A subclass states facts: name, schema, key, path, and where the records are; a vendor's base class
 * states what all its endpoints share. The walk is the same for all: slices → requests → pages → batches.
 */
export abstract class HttpStream<S extends RecordSchema, Config> implements Stream {
  abstract readonly name: string;
  abstract readonly description: string;
  abstract readonly schema: S;
  abstract readonly primaryKey: readonly string[];
  readonly cursor: Cursor | undefined = undefined;
  protected readonly paginator: Paginator = new SinglePage();
  protected readonly recordsAt: RecordPath = "";
  /** Slice values that each record gets, e.g. `["organizationId"]`. */
  protected readonly inject: readonly string[] = [];
  /** Statuses upon which a slice is left out with a warning, e.g. 403 for one product that the user may not see. */
  protected readonly skipSliceOn: readonly number[] = [];
  /** True where a refusal of every slice means "this account has no such feature" and not "you may not read this". */
  protected readonly optional: boolean = false;
  /**
   * True where the API may hand a record out twice, because pages shift or slices overlap: each key is emitted once. Where
   * the paginator knows the total too, a list that falls short of it is read three times before it fails.
   */
  protected readonly distinct: boolean = false;
  /** True where a slice may only be read when the one before it is through, e.g. because records move from one to the next. */
  protected readonly slicesInOrder: boolean = false;
  readonly #context: StreamContext<Config>;

  constructor(context: StreamContext<Config>) {
    this.#context = context;
  }

  /** The settings, checked. */
  protected get config(): Config {
    return this.#context.config;
  }

  /** The path below the base URL; the tag `path` encodes what is put in. */
  protected abstract path(slice: Slice): string;

  /** Query parameters of the first page, e.g. filters; those of the paginator are added. */
  protected query(_slice: Slice): Query {
    return {};
  }

  /**
   * The walks to make; an array where their number is known beforehand, which the log then tells. Only a stream that is cut
   * overrides this.
   *
   * @param _from for a stream whose slices depend on what was read before.
   */
  protected slices(_from: ReadFrom): AsyncIterable<Slice> | Promise<readonly Slice[]> {
    return Promise.resolve([ROOT]);
  }

  /** Only for bodies that need reshaping. The default takes the bytes that `recordsAt` points at. */
  protected records?(body: JsonValue, slice: Slice): readonly JsonObject[];

  /** Slices from a parent stream's records: `toSlice` returns one, several, or undefined to leave a record out. */
  protected async *each<T extends Stream>(
    Parent: StreamClass<Config, T>,
    toSlice: (record: RecordsOf<T>) => Slice | readonly Slice[] | undefined,
  ): AsyncIterable<Slice> {
    const records = this.#context.parents.stream(Parent, () => new Parent(this.#context));
    for await (const record of records) yield* [toSlice(record as RecordsOf<T>) ?? []].flat();
  }

  /**
   * Slices from those records of a parent stream that changed since the state, in the order of their change: for a cursor
   * that goes by it (`SliceOrder`).
   */
  protected async *moved<T extends Stream>(
    Parent: StreamClass<Config, T>,
    { state }: ReadFrom,
    toSlice: (record: RecordsOf<T>) => Slice,
  ): AsyncIterable<Slice> {
    const parent = new Parent(this.#context);
    const [own = "", its = ""] = [this.cursor?.field, parent.cursor?.field];
    const saved = state?.[own];
    const from = { mode: "incremental", state: saved === undefined ? undefined : { [its]: saved } } as const;
    const records = await this.#context.parents.readAll(parent, from);
    const slices = records.map((record) => toSlice(record as RecordsOf<T>));
    yield* slices.sort((one, other) => (timeOf(one[own]) ?? 0) - (timeOf(other[own]) ?? 0));
  }

  /** All records of a parent stream, which is read once per run. */
  protected async parentRecords<T extends Stream>(Parent: StreamClass<Config, T>): Promise<readonly RecordsOf<T>[]> {
    const { parents } = this.#context;
    return (await parents.records(Parent, () => new Parent(this.#context))) as readonly RecordsOf<T>[];
  }

  /** Whether a later attempt of a job can go on where this one stopped: by pages, or by slices that are done. */
  get isResumable(): boolean {
    return this.#isSliced || this.paginator.resumesBy !== undefined;
  }

  resumes(state: JsonObject, mode: SyncMode): boolean {
    if (mode === "incremental") return this.cursor !== undefined && goesOnFrom(this.cursor, state, this.#isSliced);
    return isAlreadyComplete(state) || (this.isResumable && isPlaceIn(this.#position, state, this.#isSliced));
  }

  /** @throws ConnectorError when a slice cannot be read to its end, or every slice is refused. */
  read(from: ReadFrom = FROM_SCRATCH): AsyncIterable<Batch> {
    const { http, parents, mostPages, lookahead } = this.#context;
    const { primaryKey, paginator, skipSliceOn, optional, distinct, slicesInOrder } = this;
    const endpoint: Endpoint = {
      ...{ primaryKey, paginator, skipSliceOn, optional, distinct, slicesInOrder, mostPages, lookahead },
      parentFields: this.inject.filter((name) => name !== this.cursor?.field),
      slices: () => this.slices(from),
      request: (slice, query) => http.request(this.path(slice), { ...this.query(slice), ...query }),
      send: (request) => http.send(request, this.name),
      open: (body, slice) => this.#open(body, slice),
      injected: (slice) => this.#injected(slice),
      takeNotes: () => parents.takeNotes(),
    };
    return new Reading(endpoint, this.#progress(from)).batches();
  }

  #progress({ mode, state }: ReadFrom): Progress {
    const { clock } = this.#context;
    const { cursor } = this;
    if (mode === "full_refresh") {
      return this.isResumable
        ? new Resumable(this.#position, { cursor, saved: state, clock })
        : new Everything(cursor, clock);
    }
    if (cursor === undefined) return new Everything(cursor, clock);
    return this.#isSliced && !cursor.isStreamWide
      ? new CursorPerSlice(cursor, state, clock)
      : new SingleCursor(cursor, state, clock);
  }

  get #position(): PagePosition {
    return new PagePosition(this.paginator.resumesBy);
  }

  /** Only a stream that is cut says how. */
  get #isSliced(): boolean {
    return this.slices !== HttpStream.prototype.slices;
  }

  #open(body: JsonBody, slice: Slice): Opened {
    const { records } = this;
    return records === undefined
      ? this.#recognised(openAt(body, this.recordsAt))
      : reshaped(body, (value) => records.call(this, value, slice));
  }

  /** An object that has not one field of the schema is some other answer, such as an error with status 200. */
  #recognised(opened: Opened): Opened {
    if (this.recordsAt !== wholeBody) return opened;
    if (Object.keys(opened.rows.value(0)).some((field) => Object.hasOwn(this.schema.shape, field))) return opened;
    throw new SystemError("The reply has none of the fields of this record. The API may have changed.");
  }

  #injected(slice: Slice): JsonObject {
    const fields = this.inject.map((name): [string, JsonValue] => {
      const value = Object.hasOwn(slice, name) ? slice[name] : undefined;
      if (value === undefined) throw new SystemError(`${this.name} injects "${name}", which its slices do not have.`);
      return [name, value];
    });
    return Object.fromEntries(fields); // a name such as __proto__ is one like any other
  }
}
