import { ClientSideCursor, type Cursor, HttpStream, PageNumberPaginator, path } from "@sluice/core";
import type { Config } from "./config.js";

const byChange = new ClientSideCursor({ field: "modified" });

/**
 * Shared by all endpoints; the stream's name is also its path. The trailing slash is required: without it the server
 * redirects, and a proxy may drop the query with the key.
 *
 * Pages are numbered and not taken from `next`, which repeats the key and has a host of the server's choice. No order
 * of the lists is documented, so rows may move from page to page while they are read: a row that comes twice is emitted
 * once, the number of different ids is compared with `count`, and a page that is gone by the time it is asked for is the end.
 */
export abstract class HellobatonStream extends HttpStream<Config> {
  readonly primaryKey = ["id"];
  override readonly recordsAt = "results";
  override readonly dedupe = true;
  override readonly paginator = new PageNumberPaginator({
    param: "page",
    size: { param: "page_size", value: 100 },
    hasMore: "next",
    total: "count",
    pastEnd: 404,
  });
  /** No endpoint filters or sorts by time. */
  override readonly cursor: Cursor | undefined = byChange;

  path(): string {
    return path`api/${this.name}/`;
  }
}
