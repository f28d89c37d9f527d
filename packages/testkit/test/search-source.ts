import {
  BearerAuth,
  type Cursor,
  CursorTokenPaginator,
  DateWindowCursor,
  days,
  form,
  HttpStream,
  json,
  type Method,
  PageNumberPaginator,
  type Paginator,
  type RequestBody,
  Source,
  s,
  secret,
} from "@sluice/core";
import * as z from "zod";
import { FakeApi, type FakeReply, type FakeVendor } from "../src/index.js";

const config = z.looseObject({ token: secret({ title: "Token", description: "From the settings page." }) });
type Config = z.infer<typeof config>;

abstract class Search extends HttpStream<Config> {
  readonly description = "A stream of the tests.";
  readonly schema = s.record({ id: s.key(s.integer), updatedAt: s.timestamp });
  readonly primaryKey = ["id"];
  override readonly method: Method = "POST";
  override readonly recordsAt = "data";
  override readonly cursor: Cursor | undefined = undefined;

  path(): string {
    return `search/${this.name}`;
  }
}

/** A JSON search: token, page size and the bounds of windows are in its body. */
export class Orders extends Search {
  readonly name = "orders";
  override readonly paginator: Paginator = new CursorTokenPaginator({
    at: "paging.after",
    param: "page.after",
    in: "body",
    size: { param: "page.limit", value: PAGE, in: "body" },
  });
  override readonly cursor = new DateWindowCursor({
    field: "updatedAt",
    from: ["filter", "updated.from"],
    to: ["filter", "updated.to"],
    in: "body",
    width: days(20),
  });

  override body(): RequestBody {
    return json({ filter: { state: "open" } });
  }
}

/** The same search with its token in a header. */
export class Invoices extends Search {
  readonly name = "invoices";
  override readonly paginator: Paginator = new CursorTokenPaginator({
    at: "paging.after",
    param: "X-After",
    in: "header",
  });
}

/** A form with a page number. */
export class Tickets extends Search {
  readonly name = "tickets";
  override readonly paginator: Paginator = new PageNumberPaginator({
    param: "page.number",
    in: "body",
    total: "total",
  });

  override body(): RequestBody {
    return form({ filter: { state: "open" } });
  }
}

/** A connector whose lists are all searches. */
export class SearchSource extends Source<typeof config> {
  readonly name = "search";
  readonly title = "Search";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Orders, Invoices, Tickets];
  readonly limits = { concurrency: 2, requestsPerMinute: 1000 };
  baseUrl(): string {
    return "https://api.example.com";
  }
  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }
  async probe(): Promise<void> {}
}

const PAGE = 2;
const DAY_MS = 86_400_000;

/** Seven records over eight weeks. */
const ROWS = [1, 2, 3, 4, 5, 6, 7].map((id) => ({
  id,
  updatedAt: new Date(Date.now() - (8 - id) * 8 * DAY_MS).toISOString(),
}));

interface SearchBody {
  readonly filter?: { readonly state?: string; readonly "updated.from"?: string; readonly "updated.to"?: string };
  readonly page?: { readonly after?: string; readonly limit?: number };
}

/** A page of the rows; a 400 for an unknown token, and for a search that does not say what it looks for. */
function pageOf(rows: readonly unknown[], from: number, state: string | null | undefined): FakeReply {
  if (state !== "open" || Number.isNaN(from)) return { status: 400, json: { error: "no filter" } };
  const to = from + PAGE;
  const paging = { after: to < rows.length ? `o${to}` : null };
  return { json: { data: rows.slice(from, to), paging, total: rows.length } };
}

const offsetOf = (token: string | undefined): number => Number(token?.slice(1) ?? 0);

/** A fake of the API that the search source reads. */
export async function startSearch(): Promise<FakeVendor> {
  const api = await FakeApi.start();
  api.post("/search/orders", ({ json: body }) => {
    const { filter = {}, page = {} } = body as SearchBody;
    const { "updated.from": from = "", "updated.to": to = "9" } = filter;
    const rows = ROWS.filter(({ updatedAt }) => updatedAt >= from && updatedAt <= to);
    return pageOf(rows, offsetOf(page.after), page.limit === PAGE ? filter.state : undefined);
  });
  api.post("/search/invoices", ({ headers }) => pageOf(ROWS, offsetOf(headers["x-after"]), "open"));
  api.post("/search/tickets", ({ form: fields }) =>
    pageOf(ROWS, (Number(fields.get("page[number]")) - 1) * PAGE, fields.get("filter[state]")),
  );
  const expected = new Map(["orders", "invoices", "tickets"].map((name) => [name, ROWS]));
  return { api, config: { token: "the-Token-1", base_url: api.url }, expected };
}
