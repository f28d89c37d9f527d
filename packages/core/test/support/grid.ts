/**
 * A vendor whose customers make their own tables, and its connector: each table of the account is a stream, with the fields that
 * the API describes.
 */
import {
  BearerAuth,
  CursorTokenPaginator,
  type Discovery,
  type HttpClient,
  HttpStream,
  type JsonObject,
  path,
  type RecordOf,
  Source,
  type StreamClass,
  s,
  secret,
} from "@sluice/core";
import { FakeApi, type FakeRequest } from "@sluice/testkit";
import * as z from "zod";

export const TOKEN = "gr1d-t0ken/+secret";

const config = z.looseObject({ token: secret({ title: "Token", description: "Grid shows it under Settings > API." }) });
export type Config = z.infer<typeof config>;

/** The vendor's types. */
const TYPES = { text: s.string, count: s.integer, amount: s.number, check: s.boolean, day: s.date };

/** Paging that all lists of the vendor share. */
abstract class GridStream extends HttpStream<Config> {
  readonly primaryKey = ["id"];
  override readonly recordsAt = "items";
  override readonly paginator = new CursorTokenPaginator({ at: "next", param: "from" });
}

/** The tables of the account: a stream, and what the other streams are made of. */
export class Tables extends GridStream {
  readonly name = "tables";
  readonly description = "The tables of the account, and their fields.";
  readonly schema = s.record({
    id: s.key(s.string),
    name: s.key(s.string),
    fields: s.key(s.array(s.object({ name: s.string, type: s.string }))),
  });
  path() {
    return "tables";
  }
}

/** The rows of one table. */
export function rowsOf({ id, name, fields }: RecordOf<Tables>): StreamClass<Config> {
  return class extends GridStream {
    readonly name = name;
    readonly description = `Rows of the table ${name}.`;
    readonly schema = s.record({
      ...s.fields(
        fields.map((one) => [one?.name, one?.type]),
        TYPES,
      ),
      id: s.key(s.integer),
    });
    path() {
      return path`tables/${id}/rows`;
    }
  };
}

/** The connector. */
export class Grid extends Source<typeof config> {
  readonly name = "grid";
  readonly title = "Grid";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://docs.grid.example";
  readonly config = config;
  readonly streams: readonly StreamClass<Config>[] = [Tables];
  readonly limits = { concurrency: 2, requestsPerMinute: 10_000 };

  override async streamsFor(_config: Config, { records }: Discovery<Config>): Promise<readonly StreamClass<Config>[]> {
    const tables = await records(Tables);
    return [...this.streams, ...tables.map(rowsOf)];
  }

  baseUrl(): string {
    return "https://api.grid.example";
  }

  authenticator({ token }: Config): BearerAuth {
    return new BearerAuth({ token });
  }

  async probe(http: HttpClient): Promise<void> {
    await http.send(http.request("me"), "check");
  }
}

/** A table of the account. */
export interface Table {
  readonly id: string;
  readonly name: string;
  readonly fields: { readonly name: string; readonly type: string }[];
  readonly rows: JsonObject[];
}

/** A running fake of the vendor; a test may change its tables. */
export interface FakeGrid {
  readonly api: FakeApi;
  readonly config: JsonObject;
  readonly tables: Table[];
  readonly expected: ReadonlyMap<string, readonly JsonObject[]>;
}

const PAGE = 2;

/** Starts the vendor with three tables in two pages, of which two have several pages of rows. */
export async function startGrid(): Promise<FakeGrid> {
  const tables = freshTables();
  const api = await FakeApi.start();
  api
    .gate(({ headers }) => (headers["authorization"] === `Bearer ${TOKEN}` ? undefined : { status: 401 }))
    .get("/me", () => ({ json: { ok: true } }))
    .get("/tables", (request) => ({ json: page(tables.map(described), request) }))
    .get("/tables/:id/rows", (request) => {
      const table = tables.find(({ id }) => id === request.params["id"]);
      return table === undefined ? { status: 404, json: {} } : { json: page(table.rows, request) };
    });
  const expected = new Map([
    ["tables", tables.map(described)],
    ...tables.map(({ name, rows }) => [name, rows] as const),
  ]);
  return { api, tables, expected, config: { token: TOKEN, base_url: api.url } };
}

function described({ id, name, fields }: Table): JsonObject {
  return { id, name, fields: fields.map((field) => ({ ...field })) };
}

function freshTables(): Table[] {
  return [
    table("t1", "people", { id: "count", name: "text", born: "day", is_admin: "check" }, [
      { id: 1, name: "Ada", born: "1990-01-31", is_admin: true },
      { id: 2, name: "Bo", born: null, is_admin: false },
      { id: 3, name: "Cy" },
      { id: 4, name: "Di", born: "2001-12-01", is_admin: false },
      { id: 5, name: "Ed", born: "1970-06-15", is_admin: false },
    ]),
    table("t2", "Orders & more", { id: "count", total: "amount", place: "geo" }, [
      { id: 1, total: 12.5, place: { lat: 1, lon: 2 } },
      { id: 2, total: 0.1, place: [3, 4] },
      { id: 3, total: 7, place: "home" },
    ]),
    table("t3", "tags", { id: "count", label: "text" }, [{ id: 1, label: "blue" }]),
  ];
}

function table(id: string, name: string, types: Readonly<Record<string, string>>, rows: JsonObject[]): Table {
  return { id, name, fields: Object.entries(types).map(([field, type]) => ({ name: field, type })), rows };
}

function page(items: readonly JsonObject[], { query }: FakeRequest): JsonObject {
  const start = Number(query.get("from") ?? 0);
  const end = start + PAGE;
  return { items: items.slice(start, end), next: end < items.length ? String(end) : null };
}
