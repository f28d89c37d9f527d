/** A vendor that answers anything: each walk ends, and what goes wrong is one of our errors. A failure prints its seed. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ConnectorError } from "../../src/errors/connector-error.js";
import type { HttpRequest } from "../../src/http/request.js";
import type { HttpResponse, Transport } from "../../src/http/response.js";
import { CursorToken } from "../../src/pagination/cursor-token.js";
import { NextUrl } from "../../src/pagination/next-url.js";
import { Offset } from "../../src/pagination/offset.js";
import { PageNumber } from "../../src/pagination/page-number.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import { Lookahead } from "../../src/streams/lookahead.js";
import { walkPages } from "../../src/streams/page-walk.js";
import { openAt } from "../../src/streams/record-path.js";
import { clientOf } from "../support/client.js";

const MOST_PAGES = 30;

/** With all retries and redirects. */
const MOST_REQUESTS = 3000;

const size = { param: "limit", value: 2 };
const PAGINATORS: readonly Paginator[] = [
  new SinglePage(),
  new CursorToken({ at: "next", param: "cursor", size }),
  new NextUrl({ at: "next" }),
  new PageNumber({ param: "page" }),
  new PageNumber({ param: "page", hasMore: "next", start: 0, pastEnd: 404 }),
  new PageNumber({ param: "page", total: "total", pastEnd: 404 }),
  new Offset({ param: "skip", size }),
  new Offset({ param: "skip", size, total: "total" }),
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

/** Mostly an envelope with records, and whatever may say how it goes on. */
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

/** Gives the replies one after the other, again and again, and counts. */
class Anything implements Transport {
  sent = 0;
  readonly #replies: readonly HttpResponse[];

  constructor(given: readonly HttpResponse[]) {
    this.#replies = given;
  }

  async send(): Promise<HttpResponse> {
    const reply = this.#replies[this.sent++ % this.#replies.length];
    if (reply === undefined || this.sent > MOST_REQUESTS) throw new Error("this walk goes on for ever");
    return reply;
  }
}

test("each paginator walks through any replies to an end or to an error that says where", async () => {
  let walked = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PAGINATORS),
      fc.array(replies, { minLength: 1, maxLength: 6 }),
      async (paginator, given) => {
        const transport = new Anything(given);
        const { client } = clientOf("https://api.example", { transport });
        const walk = {
          paginator,
          mostPages: MOST_PAGES,
          send: (request: HttpRequest) => client.send(request, "items"),
          open: (body: Parameters<typeof openAt>[0]) => openAt(body, "items"),
          lookahead: new Lookahead(3),
          isLast: () => false,
        };
        let pages = 0;
        try {
          const first = paginator.first(client.request("items"));
          for await (const { rows, page } of walkPages(walk, first)) {
            pages++;
            expect(rows.texts.map((row) => JSON.parse(Buffer.from(row).toString("utf8")) as unknown)).toEqual(
              rows.values,
            );
            expect(page.recordCount).toBe(rows.values.length);
          }
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          expect(error.message).toMatch(/GET \/|^The API's? /);
        }
        walked += pages;
        expect(pages).toBeLessThanOrEqual(MOST_PAGES);
      },
    ),
    { numRuns: 600 },
  );
  expect(walked).toBeGreaterThan(200); // or the replies are too odd to tell anything
});
