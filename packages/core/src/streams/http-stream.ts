import { ConnectorError, SystemError } from "../errors/connector-error.js";
import type { HttpClient } from "../http/client.js";
import type { Query } from "../http/request.js";
import type { Paginator } from "../pagination/paginator.js";
import { SinglePage } from "../pagination/single-page.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { RecordOf, RecordSchema } from "../schema/fields.js";
import { Distinct } from "./distinct.js";
import { type Walk, type WalkedPage, walkPages } from "./page-walk.js";
import type { ParentCache } from "./parent.js";
import { type RecordPath, reshaped, rowsAt, wholeBody, withFields } from "./rows.js";
import { type Batch, NO_ROWS, type Note, type Rows, type Stream } from "./stream.js";
import { Walks } from "./walks.js";

/** One parent's (or one window's) share of a stream: what `path`, `query` and `inject` are made of. */
export type Slice = Readonly<Record<string, string | number>>;

/** What a stream gets from its source. */
export interface StreamContext<Config> {
  readonly http: HttpClient;
  readonly config: Config;
  readonly parents: ParentCache;
}

/** A concrete stream class, as a source lists it and a child names its parent. */
export type StreamClass<Config, T extends Stream = Stream> = new (context: StreamContext<Config>) => T;

/** The type of the records of a stream. */
export type RecordsOf<T> = T extends { readonly schema: infer S extends RecordSchema } ? RecordOf<S> : JsonObject;

const ROOT: Slice = Object.freeze({});

/**
 * One endpoint's records. A subclass states facts: name, schema, key, path, and where the records are; a vendor's base class
 * states what all its endpoints share. The walk is the same for all: slices → requests → pages → batches.
 */
export abstract class HttpStream<S extends RecordSchema, Config> implements Stream {
  abstract readonly name: string;
  abstract readonly description: string;
  abstract readonly schema: S;
  abstract readonly primaryKey: readonly string[];
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
   * the paginator knows the total too, a shortfall is read again and then warned of.
   */
  protected readonly distinct: boolean = false;
  readonly #context: StreamContext<Config>;

  constructor(context: StreamContext<Config>) {
    this.#context = context;
  }

  protected get config(): Config {
    return this.#context.config;
  }

  protected abstract path(slice: Slice): string;

  protected query(_slice: Slice): Query {
    return {};
  }

  /** The walks to make; an array where their number is known beforehand, which the log then tells. */
  protected slices(): AsyncIterable<Slice> | Promise<readonly Slice[]> {
    return Promise.resolve([ROOT]);
  }

  /** Only for bodies that need reshaping. The default takes the bytes that `recordsAt` points at. */
  protected records?(body: JsonValue, slice: Slice): readonly JsonObject[];

  /** Slices from a parent stream's records: `toSlice` returns one, several, or undefined to leave a record out. */
  protected async *each<T extends Stream>(
    Parent: StreamClass<Config, T>,
    toSlice: (record: RecordsOf<T>) => Slice | readonly Slice[] | undefined,
  ): AsyncIterable<Slice> {
    for (const record of await this.parentRecords(Parent)) yield* [toSlice(record) ?? []].flat();
  }

  /** All records of a parent stream, which is read once per run. */
  protected async parentRecords<T extends Stream>(Parent: StreamClass<Config, T>): Promise<readonly RecordsOf<T>[]> {
    const { parents } = this.#context;
    return (await parents.records(Parent, () => new Parent(this.#context))) as readonly RecordsOf<T>[];
  }

  /** @throws ConnectorError when a slice cannot be read to its end, or every slice is refused. */
  async *read(): AsyncGenerator<Batch> {
    const walks = new Walks();
    const seen = new Distinct(this.primaryKey);
    const slices = await this.slices();
    if (Array.isArray(slices) && slices[0] !== ROOT) yield this.#announce(slices.length);
    for await (const slice of slices) {
      const pagesBefore = walks.pages;
      const parent = this.#parentOf(slice);
      walks.slices++;
      if (walks.isRefused(parent)) continue;
      try {
        for await (const batch of this.#slice(slice, seen)) {
          walks.pages += batch.pages;
          yield batch;
        }
        walks.lastRead = parent;
      } catch (error) {
        // A parent that was read in part is not left out: the part would look whole.
        const isBegun = walks.pages > pagesBefore || walks.lastRead === parent;
        if (isBegun || !this.#maySkip(error, slice)) throw error;
        walks.refuse(parent, error);
        yield this.#note("WARN", `${parent} was skipped, for the API refuses it (HTTP ${error.status}).`);
      }
    }
    if (walks.refusal !== undefined && walks.isAllRefused && !this.optional) throw walks.refusal;
    yield { ...this.#batch(NO_ROWS, 0), end: walks.end(this.paginator.endsWith) };
  }

  /** One slice; where the API promises more records than came, it is walked once more, for rows move while one pages. */
  async *#slice(slice: Slice, seen: Distinct): AsyncGenerator<Batch> {
    const countBefore = seen.count;
    for (const isLast of [false, true]) {
      let promised: number | undefined; // by the first page: a row that is deleted meanwhile hides another, and the total falls
      for await (const { rows, page } of this.#pages(slice)) {
        promised ??= this.paginator.total?.(page);
        const own = withFields(rows, this.#injected(slice));
        yield this.#batch(this.distinct ? seen.keep(own) : own, 1);
      }
      if (!this.distinct || promised === undefined || seen.count - countBefore >= promised) return;
      const counts = `${seen.count - countBefore} different records came, but the API promised ${promised}`;
      yield this.#note(
        isLast ? "WARN" : "INFO",
        isLast ? `${counts}, after two reads.` : `${counts}: it is read again.`,
      );
    }
  }

  #pages(slice: Slice): AsyncIterable<WalkedPage> {
    const { http } = this.#context;
    const { records, paginator } = this;
    const walk: Walk = {
      paginator,
      send: (request) => http.send(request, this.name),
      rowsOf: (body) =>
        records === undefined
          ? this.#recognised(rowsAt(body, this.recordsAt))
          : reshaped(body, (value) => records.call(this, value, slice)),
    };
    return walkPages(walk, paginator.first(http.request(this.path(slice), this.query(slice))));
  }

  /** An object that has not one field of the schema is some other answer, such as an error with status 200. */
  #recognised(rows: Rows): Rows {
    if (this.recordsAt !== wholeBody) return rows;
    const [record = {}] = rows.values;
    if (Object.keys(record).some((field) => Object.hasOwn(this.schema.shape, field))) return rows;
    throw new SystemError("The reply has none of the fields of this record. The API may have changed.");
  }

  #injected(slice: Slice): JsonObject {
    const fields: JsonObject = {};
    for (const name of this.inject) {
      const value = slice[name];
      if (value === undefined) throw new SystemError(`${this.name} injects "${name}", which its slices do not have.`);
      fields[name] = value;
    }
    return fields;
  }

  /** Whose share a slice is, e.g. `organizationId 08d8…`: the fields that each record gets, without a window of time. */
  #parentOf(slice: Slice): string {
    const names = this.inject.length > 0 ? this.inject : Object.keys(slice);
    return names.map((name) => `${name} ${slice[name]}`).join(", ");
  }

  #maySkip(error: unknown, slice: Slice): error is ConnectorError {
    return slice !== ROOT && error instanceof ConnectorError && this.skipSliceOn.includes(error.status ?? 0);
  }

  #announce(requests: number): Batch {
    return this.#note("INFO", `${requests} requests are to come, one for each ${this.inject.join(" × ") || "slice"}`);
  }

  #note(level: Note["level"], text: string): Batch {
    return this.#batch(NO_ROWS, 0, { level, text });
  }

  #batch(rows: Rows, pages: number, ...notes: Note[]): Batch {
    return { rows, pages, notes: [...this.#context.parents.takeNotes(), ...notes] };
  }
}
