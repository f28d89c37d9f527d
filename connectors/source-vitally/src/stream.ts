import { HttpStream, type Paginator, type Query, type RecordPath, type RecordSchema, type Slice } from "@sluice/core";
import type { Config } from "./config.js";
import { CursorPages } from "./cursor-pages.js";

const cursorPages = new CursorPages();

/** What almost all endpoints share: a paged list under `results`, keyed by `id`. */
export abstract class VitallyStream<S extends RecordSchema> extends HttpStream<S, Config> {
  readonly primaryKey: readonly string[] = ["id"];
  protected override readonly recordsAt: RecordPath = "results";
  protected override readonly paginator: Paginator = cursorPages;
  /**
   * True where archived records are listed apart. A stream that says so is `distinct` too: what is archived while it is read
   * stands in both lists.
   */
  protected readonly hasArchive: boolean = false;

  protected override slices(): AsyncIterable<Slice> | Promise<readonly Slice[]> {
    return this.hasArchive ? this.archiveSlices() : super.slices();
  }

  /**
   * Records that are created while pages are read push others back, past the cursor; those that are changed would jump to the
   * front and be missed, if the order were the API's own, by `updatedAt`.
   */
  protected override query({ archived }: Slice): Query {
    return { sortBy: "createdAt", archived };
  }

  /** Live records come first: one that is archived meanwhile is read as live, and never missed. */
  protected async *archiveSlices(): AsyncIterable<Slice> {
    yield* this.archiveStates().map((archived) => ({ archived }));
  }

  /** The values of the parameter `archived` to ask for, each a list of its own. */
  protected archiveStates(): readonly string[] {
    return this.config.include_archived === false ? ["false"] : ["false", "true"];
  }
}
