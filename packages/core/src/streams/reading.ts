import { ConnectorError } from "../errors/connector-error.js";
import { endpointOf, type Query } from "../http/request.js";
import type { Page } from "../http/response.js";
import { Distinct } from "./distinct.js";
import type { Endpoint } from "./endpoint.js";
import { begun, prepared } from "./lookahead.js";
import type { Walk, WalkedPage } from "./page-walk.js";
import { isAtPlace, pagesFrom, placeAfter } from "./place.js";
import type { Part, Progress } from "./progress.js";
import { NO_ROWS, type Rows, withFields } from "./rows.js";
import { ROOT, type Slice } from "./slice.js";
import type { Batch, Note } from "./stream.js";
import { Tally } from "./tally.js";
import { Walks } from "./walks.js";

interface OpenedSlice {
  readonly slice: Slice;
  readonly part: Part;
  /** Of the first of its queries. */
  pages: AsyncGenerator<WalkedPage> | undefined;
}

/** How often a walk is made whose records are fewer than promised: rows move while one pages. */
const MOST_READS = 3;

/** One read of a stream: slices → queries → pages → batches. */
export class Reading {
  readonly #endpoint: Endpoint;
  readonly #progress: Progress;
  readonly #walks = new Walks();
  readonly #seen: Distinct;
  readonly #notes: Note[] = [];
  #lastOpened: string | undefined;

  constructor(endpoint: Endpoint, progress: Progress) {
    this.#endpoint = endpoint;
    this.#progress = progress;
    this.#seen = new Distinct(endpoint.primaryKey);
  }

  /** @throws ConnectorError when a slice cannot be read to its end, or every slice is refused. */
  async *batches(): AsyncGenerator<Batch> {
    const { optional, paginator } = this.#endpoint;
    const walks = this.#walks;
    const slices = await this.#endpoint.slices();
    if (Array.isArray(slices) && slices[0] !== ROOT) yield this.#announce(slices.length);
    const { slicesInOrder, lookahead } = this.#endpoint;
    for await (const opened of prepared(slices, (slice) => this.#open(slice), slicesInOrder ? undefined : lookahead)) {
      walks.slices++;
      if (opened === undefined) walks.done++;
      else yield* this.#unlessRefused(opened);
    }
    if (walks.refusal !== undefined && walks.isAllRefused && !optional) throw walks.refusal;
    const state = this.#progress.end();
    yield { ...this.#batch(NO_ROWS, 0), end: walks.end(paginator.endsWith), ...(state === undefined ? {} : { state }) };
  }

  /** A slice with the first page of its first walk under way; undefined if an earlier attempt has read it. */
  #open(slice: Slice): OpenedSlice | undefined {
    const part = this.#progress.open(slice);
    if (part === undefined) return undefined;
    const [query] = part.queries;
    const parent = this.#parentOf(slice);
    const isAnothers = parent !== this.#lastOpened; // if a parent is refused, its other slices are not asked for
    this.#lastOpened = parent;
    return {
      slice,
      part,
      pages: query !== undefined && isAnothers ? begun(this.#pages(slice, query, part)) : undefined,
    };
  }

  /** A slice, or a warning in its place. */
  async *#unlessRefused(opened: OpenedSlice): AsyncGenerator<Batch> {
    const { slice } = opened;
    const walks = this.#walks;
    const pagesBefore = walks.pages;
    const parent = this.#parentOf(slice);
    if (walks.isRefused(parent)) return;
    try {
      for await (const batch of this.#slice(opened)) {
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

  async *#slice(opened: OpenedSlice): AsyncGenerator<Batch> {
    const { part } = opened;
    for (const query of part.queries) {
      yield* this.#walk(opened, query);
      part.walked();
      yield this.#withState(this.#batch(NO_ROWS, 0));
    }
  }

  /**
   * One walk. Where the API promises more records than came, it is made again if they may come twice, for rows move while one
   * pages; else it fails.
   */
  async *#walk(opened: OpenedSlice, query: Query): AsyncGenerator<Batch> {
    const { slice, part } = opened;
    const { distinct, primaryKey } = this.#endpoint;
    const tally = new Tally(distinct ? primaryKey : undefined); // of its own, for other walks may have brought some of the same
    const mostReads = distinct ? MOST_READS : 1;
    for (let reads = 1; ; reads++) {
      tally.begin();
      for await (const { rows, page } of this.#begunPages(opened, query)) {
        const own = withFields(rows, this.#endpoint.injected(slice));
        tally.add(own, this.#promised(part, page));
        yield this.#page(part, { rows: own, page });
      }
      if (!tally.isShort) return;
      const state = part.fellShort?.();
      if (state !== undefined) yield { ...this.#batch(NO_ROWS, 0), state };
      if (reads === mostReads) throw tally.shortfall(endpointOf(this.#endpoint.request(slice, query)), reads);
      yield this.#note("INFO", `${tally}: it is read again.`);
      opened.pages = this.#pages(slice, query, { ...part, place: undefined });
    }
  }

  /** How many records a walk has to bring: of one that began in the middle, or has an end of its own, nobody knows. */
  #promised(part: Part, page: Page): number | undefined {
    const { paginator } = this.#endpoint;
    const isPart = part.isPast !== undefined || isAtPlace(part.place, paginator, page);
    return isPart ? undefined : paginator.total?.(page);
  }

  #page(part: Part, { rows, page }: WalkedPage): Batch {
    const { distinct, paginator } = this.#endpoint;
    const once = distinct ? this.#seen.keep(rows) : rows;
    const batch = this.#batch(
      once.keep((index) => part.take?.(once.value(index)) ?? true),
      1,
    );
    if (part.page === undefined) return batch;
    part.page(placeAfter(paginator, page));
    return this.#withState(batch);
  }

  /** The pages that are under way since the slice was opened, for who asks first; else those of a new walk. */
  #begunPages(opened: OpenedSlice, query: Query): AsyncGenerator<WalkedPage> {
    const { slice, part, pages = this.#pages(slice, query, part) } = opened;
    opened.pages = undefined;
    return pages;
  }

  /** The pages of a walk, from where an earlier attempt stopped; from the start, if the API knows that place no more. */
  #pages(slice: Slice, query: Query, part: Part): AsyncGenerator<WalkedPage> {
    const { paginator, mostPages, lookahead, send, open } = this.#endpoint;
    const walk: Walk = {
      paginator,
      mostPages,
      lookahead,
      send,
      open: (body) => open(body, slice),
      isLast: (rows) => part.isPast?.(rows.values) === true,
    };
    const first = paginator.first(this.#endpoint.request(slice, query));
    return pagesFrom(part.place, { walk, first, tell: (text) => this.#notes.push({ level: "WARN", text }) });
  }

  /** Whose share a slice is, e.g. `organizationId 08d8…`: the fields that each record gets, if there are any. */
  #parentOf(slice: Slice): string {
    const { parentFields } = this.#endpoint;
    const names = parentFields.length > 0 ? parentFields : Object.keys(slice);
    return names.map((name) => `${name} ${slice[name]}`).join(", ");
  }

  #maySkip(error: unknown, slice: Slice): error is ConnectorError {
    const { skipSliceOn } = this.#endpoint;
    return slice !== ROOT && error instanceof ConnectorError && skipSliceOn.includes(error.status ?? 0);
  }

  #announce(requests: number): Batch {
    const each = this.#endpoint.parentFields.join(" × ") || "slice";
    return this.#note("INFO", `${requests} requests are to come, one for each ${each}`);
  }

  #note(level: Note["level"], text: string): Batch {
    this.#notes.push({ level, text });
    return this.#batch(NO_ROWS, 0);
  }

  #batch(rows: Rows, pages: number): Batch {
    const notes = [...this.#endpoint.takeNotes(), ...this.#notes.splice(0)];
    return { rows, pages, notes };
  }

  #withState(batch: Batch): Batch {
    const state = this.#progress.state();
    return state === undefined ? batch : { ...batch, state };
  }
}
