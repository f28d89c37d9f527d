import { ConnectorError, SystemError } from "../errors/connector-error.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { StreamContext } from "./context.js";
import { KeyDeduplicator } from "./key-deduplicator.js";
import { prefetch } from "./prefetch.js";
import { NO_RECORDS } from "./raw-records.js";
import type { SliceReading, SliceReadingParts } from "./slice-reader.js";
import { SliceStats } from "./slice-stats.js";
import { type Batch, type ReadFrom, ROOT, type Slice, type StreamDefinition } from "./stream.js";
import type { SliceState, StreamState } from "./stream-state.js";

/** Makes the reader of a slice. */
type ReaderOf = (slice: Slice, state: SliceState, parts: SliceReadingParts) => SliceReading;

/** One read of a stream: slices → lists → pages → batches. */
export class StreamReader {
  readonly #stream: StreamDefinition;
  readonly #context: StreamContext<unknown>;
  readonly #state: StreamState;
  readonly #reader: ReaderOf;
  readonly #stats = new SliceStats();
  readonly #keys: KeyDeduplicator;
  #lastOpened: string | undefined;

  constructor(
    stream: StreamDefinition,
    context: StreamContext<unknown>,
    { state, reader }: { readonly state: StreamState; readonly reader: ReaderOf },
  ) {
    this.#stream = stream;
    this.#context = context;
    this.#state = state;
    this.#reader = reader;
    this.#keys = new KeyDeduplicator(stream.primaryKey);
  }

  /** @throws ConnectorError when a slice cannot be read to its end, or every slice is refused; SkippedError if that is allowed. */
  async *batches(from: ReadFrom): AsyncGenerator<Batch> {
    const stats = this.#stats;
    const { name, sequentialSlices, paginator } = this.#stream;
    const slices = await this.#stream.slices(from);
    if (Array.isArray(slices) && slices[0] !== ROOT) this.#announce(slices.length);
    const budget = sequentialSlices ? undefined : this.#context.budget;
    for await (const reader of prefetch(slices, (slice) => this.#open(slice), budget)) {
      stats.slices++;
      if (reader === undefined) stats.alreadyRead++;
      if (reader === undefined || stats.skipIfRefused(this.#parentOf(reader.slice))) continue;
      try {
        for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
          stats.pages += batch.pages;
          yield { ...batch, slice: reader.slice };
        }
        stats.lastRead = this.#parentOf(reader.slice);
      } catch (error) {
        this.#skipOrThrow(reader, error);
      } finally {
        stats.unreadable += reader.unreadable;
        reader.close();
      }
    }
    const refusal = stats.wholeRefusal(name);
    if (refusal !== undefined) throw refusal;
    this.#warnOfUnreadable();
    const state = this.#state.final();
    const end = stats.summary(paginator.endsWith);
    yield { records: NO_RECORDS, pages: 0, end, ...(state === undefined ? {} : { state }) };
  }

  /** A reader whose first request is in flight; undefined if an earlier attempt has read the slice. */
  #open(slice: Slice): SliceReading | undefined {
    const sliceState = this.#state.open(slice);
    if (sliceState === undefined) return undefined;
    const reader = this.#reader(slice, sliceState, {
      stream: this.#stream,
      context: this.#context,
      state: this.#state,
      keys: this.#keys,
      parentFields: this.#parentFieldsOf(slice),
    });
    const parent = this.#parentOf(slice);
    if (parent !== this.#lastOpened) reader.start(); // a refused parent's other slices are not requested
    this.#lastOpened = parent;
    return reader;
  }

  /** A parent that was read in part is not skipped: the part would look complete. */
  #skipOrThrow({ slice, pages }: SliceReading, error: unknown): void {
    const parent = this.#parentOf(slice);
    if (!(error instanceof ConnectorError)) throw error;
    const { status = 0, rule: { skip } = {} } = error;
    if (skip === undefined || pages > 0 || this.#stats.lastRead === parent) throw error;
    this.#stats.skip(parent, error);
    this.#context.observer.sliceSkipped(this.#stream.name, { label: parent, status, text: skip.text });
  }

  /** The slice's parent, e.g. `organizationId 08d8…`: the fields that each record gets, if there are any. */
  #parentOf(slice: Slice): string {
    const { addParentFields, cursor } = this.#stream;
    const own = addParentFields.filter((name) => name !== cursor?.field);
    const names = own.length > 0 ? own : Object.keys(slice);
    return names.map((name) => `${name} ${slice[name]}`).join(", ") || "the list";
  }

  #parentFieldsOf(slice: Slice): JsonObject {
    const { name: stream, addParentFields } = this.#stream;
    const fields = addParentFields.map((name): [string, JsonValue] => {
      const value = Object.hasOwn(slice, name) ? slice[name] : undefined;
      if (value === undefined)
        throw new SystemError(`${stream} adds the parent field "${name}", which its slices lack.`);
      return [name, value];
    });
    return Object.fromEntries(fields); // unlike assignment, this treats a name such as __proto__ like any other
  }

  #warnOfUnreadable(): void {
    const { name, cursor } = this.#stream;
    const { unreadable } = this.#stats;
    if (unreadable === 0) return;
    this.#context.observer.warn(
      name,
      `${unreadable} ${unreadable === 1 ? "record has" : "records have"} no readable time in ${cursor?.field}, so the state does not cover them. ` +
        "The format of the cursor does not fit these values; please report it.",
    );
  }

  #announce(slices: number): void {
    const { name, addParentFields } = this.#stream;
    const noun = addParentFields.join(" × ") || "slice";
    this.#context.observer.info(name, `${slices} requests follow, one for each ${noun}`);
  }
}
