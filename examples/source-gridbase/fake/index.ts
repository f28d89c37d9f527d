import { createHash } from "node:crypto";
import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "@sluice/testkit";
import { type Base, changes, emitted, freshBases, members, type Table } from "./account.js";

/** Whatever size is asked for, a page has no more records than this. */
const PAGE = 2;

/** A running fake; a test may change its bases. */
export interface FakeGridbase extends FakeVendor {
  readonly bases: Base[];
}

/** Starts a fake of the Gridbase API. @param port a fixed port; any free one by default. */
export async function startGridbase(port = 0): Promise<FakeGridbase> {
  const bases = freshBases();
  const api = await FakeApi.start(port);
  const password = hash("password"); // made up, and no scanner takes it for a leak
  const sessions = [hash("session 0")];
  const email = "ada@acme.example";
  api
    .gate(({ path, headers }) =>
      path === "/v1/login" || headers["x-session"] === sessions.at(-1)
        ? undefined
        : { status: 401, json: { error: "no session" } },
    )
    .post("/v1/login", ({ form }) =>
      form.get("email") === email && form.get("password") === password
        ? { json: { session: { token: sessions.at(-1), expires_in: 1800 } } }
        : { status: 401, json: { error: "wrong password" } },
    )
    .get("/v1/bases", (request) => described("bases", bases.map(baseOf), request))
    .get("/v1/bases/:base/tables", (request) => described("tables", tablesOf(bases, request).map(tableOf), request))
    .get("/v1/bases/:base/tables/:table/rows", (request) => rowsOf(tablesOf(bases, request), request))
    .get("/v1/members", membersAfter)
    .get("/v1/changes", changesSince);
  const config = { email, password, base_url: api.url };
  const expireTokens = () => void sessions.push(hash(`session ${sessions.length}`));
  return { api, bases, config, secrets: sessions, expireTokens, expected: expectedOf(bases) };
}

function expectedOf(bases: readonly Base[]): ReadonlyMap<string, readonly JsonObject[]> {
  const tables = bases.flatMap((base) =>
    base.tables.map((table) => ({ base: base.id, base_name: base.name, ...tableOf(table) })),
  );
  const rows = bases.flatMap(({ name, tables }) =>
    tables.map((table) => [`${name}/${table.name}`, emitted(table.rows)] as const),
  );
  return new Map([
    ["bases", bases.map(baseOf)],
    ["tables", tables],
    ["members", members],
    ["changes", changes],
    ...rows,
  ]);
}

function baseOf({ id, name }: Base): JsonObject {
  return { id, name, role: "reader" };
}

function tableOf({ id, name, fields }: Table): JsonObject {
  return { id, name, fields: fields.map((field) => ({ ...field })) };
}

function tablesOf(bases: readonly Base[], { params }: FakeRequest): readonly Table[] {
  return bases.find(({ id }) => id === params["base"])?.tables ?? [];
}

/** A page of a list that describes the account: the token of the next one is in a header. */
function described(name: string, all: readonly JsonObject[], { query }: FakeRequest): FakeReply {
  return pageOf(all, query.get("offset"), (page, next) => ({
    json: { [name]: page },
    headers: { "x-next-offset": next },
  }));
}

/** A page of a table's rows. The body has a token on the last page too. */
function rowsOf(tables: readonly Table[], { params, query }: FakeRequest): FakeReply {
  const table = tables.find(({ id }) => id === params["table"]);
  if (table === undefined) return { status: 404, json: { error: "TABLE_GONE" } };
  const time = ({ modified_at }: JsonObject) => Date.parse(String(modified_at));
  const isSorted = query.get("sort") === "-modified_at";
  const rows = isSorted ? table.rows.toSorted((one, other) => time(other) - time(one)) : table.rows;
  return pageOf(rows, query.get("offset"), (page, next) => ({
    json: { rows: page, has_more: next !== "", offset: next || "itr0" },
  }));
}

function membersAfter({ query }: FakeRequest): FakeReply {
  const start = members.findIndex(({ id }) => id === query.get("after")) + 1;
  const page = members.slice(start, start + PAGE);
  return { json: { page_size: PAGE, members: Object.fromEntries(page.map((member) => [member["id"], member])) } };
}

function changesSince({ query, headers }: FakeRequest): FakeReply {
  const since = Number(/^at >= (\d+)$/.exec(query.get("filter") ?? "")?.[1] ?? 0);
  const wanted = changes.filter(({ at }) => Number(at) >= since);
  return pageOf(wanted, headers["x-page"], (page, next) => ({
    json: { changes: page },
    headers: { "x-next-page": next },
  }));
}

/** The next token is empty on the last page. A token that the API did not make is refused. */
function pageOf(
  all: readonly JsonObject[],
  token: string | null | undefined,
  replyOf: (page: readonly JsonObject[], next: string) => FakeReply,
): FakeReply {
  const start = Number(/^itr(\d+)$/.exec(token ?? "itr0")?.[1]);
  if (Number.isNaN(start)) return { status: 400, json: { error: "invalid token" } };
  const end = start + PAGE;
  return replyOf(all.slice(start, end), end < all.length ? `itr${end}` : "");
}

function hash(text: string): string {
  return createHash("sha256").update(`gridbase ${text}`).digest("hex");
}
