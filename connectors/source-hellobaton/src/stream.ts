import { ClientSide, type Cursor, HttpStream, PageNumber, path, type RecordSchema } from "@sluice/core";
import type { Config } from "./config.js";

const byChange = new ClientSide("modified");

/**
 * What all endpoints share; the stream's name is also its path. The trailing slash belongs to it: without one the server
 * redirects, and some proxy on the way may drop the query with the key.
 *
 * Pages are counted rather than taken from `next`, which repeats the key and names a host of the server's choosing. No order
 * of the lists is documented, so rows may move from page to page while they are read: a row that comes twice is emitted
 * once, the number of different ids is compared with `count`, and a page that is gone by the time it is asked for is the end.
 */
export abstract class HellobatonStream<S extends RecordSchema> extends HttpStream<S, Config> {
  readonly primaryKey = ["id"];
  protected override readonly recordsAt = "results";
  protected override readonly distinct = true;
  protected override readonly paginator = new PageNumber({
    param: "page",
    size: { param: "page_size", value: 100 },
    hasMore: "next",
    total: "count",
    pastEnd: 404,
  });
  /** No endpoint filters or sorts by time. */
  override readonly cursor: Cursor | undefined = byChange;

  protected path(): string {
    return path`api/${this.name}/`;
  }
}
