import { type ListChange, type ResumeToken, type Slice, sliceOf } from "../cursors/cursor.js";
import { ConnectorError } from "../errors/connector-error.js";
import { applyChange, endpointOf, type HttpRequest } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";
import type { StreamContext } from "./context.js";
import type { KeyDeduplicator } from "./key-deduplicator.js";
import { isDeduped } from "./list-cap.js";
import { type FetchedPage, PageFetcher, requestAt, resumeTokenAfter } from "./page-fetcher.js";
import { NO_RECORDS, withFields } from "./raw-records.js";
import type { Batch, StreamDefinition } from "./stream.js";
import type { SliceState, StreamState } from "./stream-state.js";
import { TotalCheck } from "./total-check.js";

/** How often an incomplete list is read, because records move while pages are read. */
const MAX_READS = 3;

/** Statuses that say that a page which an earlier attempt stopped at no longer exists. */
const GONE = [400, 404, 410, 422];

function isGone({ status = 0, rule }: ConnectorError): boolean {
  return GONE.includes(status) || rule?.isRejected === true;
}

/** One list of a slice. */
interface List {
  /** With the values that the cursor adds. */
  readonly slice: Slice;
  readonly request: HttpRequest;
  readonly total: TotalCheck;
  reads: number;
  fetcher: PageFetcher;
  /** Where the list was resumed; undefined where it is read from its start. */
  token: ResumeToken | undefined;
  hasPage: boolean;
}

export interface SliceReaderParts {
  readonly stream: StreamDefinition;
  readonly context: StreamContext<unknown>;
  readonly state: StreamState;
  /** The keys of the whole stream. */
  readonly keys: KeyDeduplicator;
}

/** What a reader of one slice gets. */
export interface SliceReadingParts extends SliceReaderParts {
  /** The fields that each record gets. */
  readonly parentFields: JsonObject;
}

/** Reads one slice, batch by batch. */
export interface SliceReading {
  readonly slice: Slice;
  /** Pages read so far. */
  readonly pages: number;
  /** How many records have a cursor value that is not a readable time. */
  readonly unreadable: number;
  /** Sends the first request. */
  start(): void;
  /**
   * The next records, or a state; undefined at the end.
   *
   * @throws ConnectorError when the slice cannot be read, or records are missing.
   */
  next(): Promise<Batch | undefined>;
  /** No further batch is wanted. */
  close(): void;
}

/** Reads one slice: one list for each change of its request, page by page. */
export class SliceReader implements SliceReading {
  readonly slice: Slice;
  /** Pages read so far. */
  pages = 0;
  readonly #parts: SliceReaderParts;
  readonly #state: SliceState;
  readonly #parentFields: JsonObject;
  readonly #changes: Iterator<ListChange>;
  #list: List | undefined;
  #failure: ConnectorError | undefined;

  constructor(slice: Slice, sliceState: SliceState, { parentFields, ...parts }: SliceReadingParts) {
    this.slice = slice;
    this.#parts = parts;
    this.#state = sliceState;
    this.#parentFields = parentFields;
    this.#changes = sliceState.run.changes[Symbol.iterator]();
  }

  /** Sends the first request. */
  start(): void {
    this.#list ??= this.#nextList();
  }

  /**
   * The next page, or the state after a list; undefined at the end.
   *
   * @throws ConnectorError when a page cannot be read, or records are missing.
   */
  async next(): Promise<Batch | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    this.start();
    const list = this.#list;
    if (list === undefined) return undefined;
    const fetched = await this.#nextPage(list);
    return fetched === undefined ? this.#endOf(list) : this.#batchOf(list, fetched);
  }

  /** How many records have a cursor value that is not a readable time. */
  get unreadable(): number {
    return this.#state.run.unreadable?.() ?? 0;
  }

  /** No further page is wanted. */
  close(): void {
    this.#list?.fetcher.close();
  }

  #nextList(): List | undefined {
    const { stream, context } = this.#parts;
    const { value: change, done } = this.#changes.next();
    if (done === true) return undefined;
    const slice = sliceOf(this.slice, change);
    const request = context.http.request(stream.path(slice), stream.query(slice), {
      method: stream.method,
      headers: stream.headers(slice),
      body: stream.body(slice),
      baseUrl: stream.baseUrl(slice),
      signedBy: stream.signedBy,
    });
    const first = stream.paginator.first(applyChange(request, change));
    const token = this.#state.run.resumeToken;
    // Counted per list, because other lists of the stream may have brought some of the same records.
    const total = new TotalCheck(isDeduped(stream) ? stream.primaryKey : undefined);
    const fetcher = this.#fetch(slice, first, token);
    return { slice, request: first, total, reads: 1, fetcher, token, hasPage: false };
  }

  #fetch(slice: Slice, first: HttpRequest, token: ResumeToken | undefined): PageFetcher {
    const { stream, context } = this.#parts;
    const { run } = this.#state;
    return new PageFetcher(stream, context, {
      slice,
      first: requestAt(stream.paginator, first, token),
      isLast: (records) => run.isPast?.(records.parsed) === true,
    });
  }

  /** A list whose saved page is gone is read from its start. */
  async #nextPage(list: List): Promise<FetchedPage | undefined> {
    try {
      return await list.fetcher.next();
    } catch (error) {
      const isUnknownPage = error instanceof ConnectorError && isGone(error);
      if (list.token === undefined || list.hasPage || !isUnknownPage) throw error;
      const { stream, context } = this.#parts;
      context.observer.warn(
        stream.name,
        `The page at which an earlier attempt stopped no longer exists (HTTP ${error.status}). The list is read from its start.`,
      );
      this.#readAgain(list);
      return list.fetcher.next();
    }
  }

  #readAgain(list: List): void {
    list.token = undefined;
    list.hasPage = false;
    list.total.start();
    list.fetcher = this.#fetch(list.slice, list.request, undefined);
  }

  #batchOf(list: List, { page, sent, records }: FetchedPage): Batch {
    const { stream, keys } = this.#parts;
    const { run } = this.#state;
    this.pages++;
    list.hasPage = true;
    const own = withFields(records, this.#parentFields);
    // The total of a list that was resumed, or that ends early, is not that of the records that are read.
    const isPart = run.isPast !== undefined || list.token !== undefined;
    list.total.add(
      sent === records ? own : withFields(sent, this.#parentFields),
      page.recordCount,
      isPart ? undefined : stream.paginator.total?.(page),
    );
    const once = isDeduped(stream) ? keys.filter(own) : own;
    const accepted = once.filter((index) => run.accept?.(once.parsedAt(index)) ?? true);
    if (run.stateAfterPage === undefined) return { records: accepted, pages: 1 };
    this.#state.pageRead(resumeTokenAfter(stream.paginator, page));
    return this.#withCheckpoint({ records: accepted, pages: 1 });
  }

  /** After the last page of a list: on to the next one, or the same again if records are missing. */
  #endOf(list: List): Batch {
    const { stream, context } = this.#parts;
    if (!list.total.isIncomplete) {
      this.#state.listRead();
      this.#list = undefined;
      return this.#withCheckpoint({ records: NO_RECORDS, pages: 0 });
    }
    const state = this.#state.restart();
    if (list.reads === (isDeduped(stream) ? MAX_READS : 1)) {
      this.#failure = list.total.incompleteError(endpointOf(list.request), list.reads); // thrown after the state is written
    } else {
      context.observer.info(stream.name, `${list.total}. The list is read again.`);
      list.reads++;
      this.#readAgain(list);
    }
    return { records: NO_RECORDS, pages: 0, ...(state === undefined ? {} : { state }) };
  }

  #withCheckpoint(batch: Batch): Batch {
    const state = this.#parts.state.checkpoint();
    return state === undefined ? batch : { ...batch, state };
  }
}
