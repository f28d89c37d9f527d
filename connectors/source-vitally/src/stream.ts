import {
  ClientSideCursor,
  type Cursor,
  DescendingCursor,
  HttpStream,
  minutes,
  type Paginator,
  type Query,
  type ReadFrom,
  type RecordPath,
  type Slice,
} from "@sluice/core";
import type { Config } from "./config.js";
import { CursorPages } from "./cursor-pages.js";

const cursorPages = new CursorPages();

/**
 * The API has no filter by time, but its own order is by `updatedAt`, latest first. It promises nothing about how soon a
 * change shows in that order, so the last minute is read again.
 */
const byUpdate = new DescendingCursor({
  field: "updatedAt",
  change: { query: { sortBy: "updatedAt" } },
  lookback: minutes(1),
});

/** For short lists that cannot be sorted, as far as documented. */
export const byUpdateUnsorted = new ClientSideCursor({ field: "updatedAt" });

/** Shared by almost all endpoints: a paged list under `results`, keyed by `id`. */
export abstract class VitallyStream extends HttpStream<Config> {
  readonly primaryKey: readonly string[] = ["id"];
  override readonly cursor: Cursor | undefined = byUpdate;
  override readonly recordsAt: RecordPath = "results";
  override readonly paginator: Paginator = cursorPages;

  /**
   * Records that are created while pages are read push others back, past the cursor. In the API's own order, by `updatedAt`, changed records
   * would move to the front and be missed.
   */
  override query(_slice: Slice): Query {
    return { sortBy: "createdAt" };
  }

  /** The values of the parameter `archived` to ask for, each a list of its own. */
  protected archiveStates(): readonly string[] {
    return this.config.include_archived === false ? ["false"] : ["false", "true"];
  }
}

/** A list whose archived records are a separate list. A record that is archived during the read is in both. */
export abstract class ArchivedStream extends VitallyStream {
  override readonly dedupe = true;
  override readonly sequentialSlices = true;

  /** Live records come first: one that is archived meanwhile is read as live, and never missed. */
  override async *slices(_from: ReadFrom): AsyncIterable<Slice> {
    yield* this.archiveStates().map((archived) => ({ archived }));
  }

  override query(slice: Slice): Query {
    return { ...super.query(slice), archived: slice["archived"] };
  }
}
