import {
  ClientSide,
  type Cursor,
  HttpStream,
  NewestFirst,
  type Paginator,
  type Query,
  type ReadFrom,
  type RecordPath,
  type RecordSchema,
  type Slice,
} from "@sluice/core";
import type { Config } from "./config.js";
import { CursorPages } from "./cursor-pages.js";

const cursorPages = new CursorPages();

/**
 * The API has no filter by time, but its own order is by `updatedAt`, latest first. It promises nothing about how soon a
 * change shows in that order, so the last minute is read again.
 */
const byUpdate = new NewestFirst("updatedAt", { query: { sortBy: "updatedAt" }, lookbackMs: 60_000 });

/** For short lists of which nothing says that they can be sorted. */
export const byUpdateUnsorted = new ClientSide("updatedAt");

/** What almost all endpoints share: a paged list under `results`, keyed by `id`. */
export abstract class VitallyStream<S extends RecordSchema> extends HttpStream<S, Config> {
  readonly primaryKey: readonly string[] = ["id"];
  override readonly cursor: Cursor | undefined = byUpdate;
  protected override readonly recordsAt: RecordPath = "results";
  protected override readonly paginator: Paginator = cursorPages;

  /**
   * Records that are created while pages are read push others back, past the cursor; those that are changed would jump to the
   * front and be missed, if the order were the API's own, by `updatedAt`.
   */
  protected override query(_slice: Slice): Query {
    return { sortBy: "createdAt" };
  }

  /** The values of the parameter `archived` to ask for, each a list of its own. */
  protected archiveStates(): readonly string[] {
    return this.config.include_archived === false ? ["false"] : ["false", "true"];
  }
}

/** A list whose archived records are a list apart. What is archived while it is read stands in both. */
export abstract class ArchivedStream<S extends RecordSchema> extends VitallyStream<S> {
  protected override readonly distinct = true;
  protected override readonly slicesInOrder = true;

  /** Live records come first: one that is archived meanwhile is read as live, and never missed. */
  protected override async *slices(_from: ReadFrom): AsyncIterable<Slice> {
    yield* this.archiveStates().map((archived) => ({ archived }));
  }

  protected override query(slice: Slice): Query {
    return { ...super.query(slice), archived: slice["archived"] };
  }
}
