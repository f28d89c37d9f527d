import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest } from "@sluice/testkit";

export const TOKEN = "gr1d-t0ken/+secret";

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
    .get("/tables", (request) => page(tables.map(described), request))
    .get("/tables/:id/rows", (request) => {
      const table = tables.find(({ id }) => id === request.params["id"]);
      return table === undefined ? { status: 404, json: {} } : page(table.rows, request);
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

function page(items: readonly JsonObject[], { query }: FakeRequest): FakeReply {
  const start = Number(query.get("from") ?? 0);
  if (!Number.isInteger(start)) return { status: 400, json: { message: "from is not of this API" } };
  const end = start + PAGE;
  return { json: { items: items.slice(start, end), next: end < items.length ? String(end) : null } };
}
