/** A vendor with any replies: pagination always ends, and failures are ConnectorErrors. A failure prints its seed. */
import { expect, test } from "@jest/globals";
import { runs } from "@sluice/testkit";
import fc from "fast-check";
import { ConnectorError } from "../../src/errors/connector-error.js";
import type { HttpResponse, Transport } from "../../src/http/response.js";
import { CursorTokenPaginator } from "../../src/pagination/cursor-token.js";
import { NextUrlPaginator } from "../../src/pagination/next-url.js";
import { OffsetPaginator } from "../../src/pagination/offset.js";
import { PageNumberPaginator } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import { PageFetcher } from "../../src/streams/page-fetcher.js";
import { ROOT } from "../../src/streams/stream.js";
import { clientOf } from "../support/client.js";
import { contextOf, Items } from "../support/streams.js";

const MAX_PAGES = 30;
const LIMITS = { maxPages: MAX_PAGES, maxEmptyPages: 100, maxBodyBytes: 1_000_000, maxFileBytes: 1_000_000 };

/** With all retries and redirects. */
const MOST_REQUESTS = 3000;

const size = { param: "limit", value: 2 };
const PAGINATORS: readonly Paginator[] = [
  new SinglePagePaginator(),
  new CursorTokenPaginator({ at: "next", param: "cursor", size }),
  new NextUrlPaginator({ at: "next" }),
  new PageNumberPaginator({ param: "page" }),
  new PageNumberPaginator({ param: "page", hasMore: "next", start: 0, pastEnd: 404 }),
  new PageNumberPaginator({ param: "page", total: "total", pastEnd: 404 }),
  new OffsetPaginator({ param: "skip", size }),
  new OffsetPaginator({ param: "skip", size, total: "total" }),
];

const links = fc.oneof(
  fc.constantFrom("/items?page=2", "?__proto__=1&a=1&a=2", "//other.example/", "https://api.example/x#y", "\ud800"),
  fc.constantFrom("data:,x", "javascript:1", "https://u:p@api.example/items", "..", "http://[", "?"),
  fc.webPath(),
);
const text = fc.json({ maxDepth: 2 });
const written = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value.map((it) => JSON.stringify(it)),
    text,
  );
const items = fc.array(
  fc.oneof(
    fc.record({ id: fc.nat() }).map((it) => JSON.stringify(it)),
    fc.dictionary(fc.string(), fc.nat()).map((it) => JSON.stringify(it)),
  ),
  { maxLength: 3 },
);
const numbers = fc.constantFrom("3", "-1", "1e400", "-1e400", "0.5", "9007199254740993", "null", '"4"', "1e15");

/** Mostly an envelope with records and any value that may lead to the next page. */
const bodies = fc.oneof(
  {
    arbitrary: fc
      .tuple(items, written(links), fc.oneof(numbers, text))
      .map(([rows, next, total]) => `{"items":[${rows}],"next":${next},"total":${total}}`),
    weight: 6,
  },
  { arbitrary: fc.tuple(text, written(links)).map(([rows, next]) => `{"items":${rows},"next":${next}}`), weight: 1 },
  { arbitrary: fc.oneof(text, fc.string(), fc.constant("")), weight: 1 },
);
const headers = fc.record(
  {
    "content-type": fc.oneof(fc.constantFrom("application/json; charset=utf-16le", "text/html"), fc.string()),
    location: links,
    "retry-after": fc.string(),
  },
  { requiredKeys: [] },
);
const statuses = fc.oneof(
  { arbitrary: fc.constant(200), weight: 20 },
  { arbitrary: fc.integer({ min: 200, max: 599 }), weight: 1 },
);
const replies: fc.Arbitrary<HttpResponse> = fc.oneof(
  {
    arbitrary: fc.record({ status: statuses, headers: fc.constant({}), body: bodies.map((body) => Buffer.from(body)) }),
    weight: 5,
  },
  {
    arbitrary: fc.record({ status: statuses, headers, body: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }),
    weight: 1,
  },
);

/** Repeats the replies in order, and counts. */
class Anything implements Transport {
  sent = 0;
  readonly #replies: readonly HttpResponse[];

  constructor(given: readonly HttpResponse[]) {
    this.#replies = given;
  }

  async send(): Promise<HttpResponse> {
    const reply = this.#replies[this.sent++ % this.#replies.length];
    if (reply === undefined || this.sent > MOST_REQUESTS) throw new Error("pagination does not end");
    return reply;
  }
}

test("each paginator ends any replies with their end or an error that names the endpoint", async () => {
  let pagesRead = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PAGINATORS),
      fc.array(replies, { minLength: 1, maxLength: 6 }),
      async (paginator, given) => {
        const transport = new Anything(given);
        const { client, observer } = clientOf("https://api.example", { transport });
        const { context: defaults } = contextOf({ url: "https://api.example" });
        const context = { ...defaults, http: client, observer, limits: LIMITS };
        const stream = new Items(context, paginator);
        let pages = 0;
        try {
          const first = paginator.first(client.request("items"));
          const fetcher = new PageFetcher(stream, context, { slice: ROOT, first, isLast: () => false });
          for (let next = await fetcher.next(); next !== undefined; next = await fetcher.next()) {
            const { page, records } = next;
            pages++;
            expect(records.bytes.map((bytes) => JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown)).toEqual(
              records.parsed,
            );
            expect(page.recordCount).toBe(records.parsed.length);
          }
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          expect(error.message).toMatch(/GET \/|^The API's? /);
        }
        pagesRead += pages;
        expect(pages).toBeLessThanOrEqual(MAX_PAGES);
      },
    ),
    runs(600),
  );
  expect(pagesRead).toBeGreaterThan(200); // otherwise too many replies are invalid
});
