import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "@sluice/testkit";
import { accountOf } from "./account.js";
import { CLIENT, Tokens } from "./tokens.js";

/** What an account may differ in. */
interface Account {
  readonly hasForecasts?: boolean;
  readonly contacts?: number;
}

/** A search shows no more results than this. */
const CAP = 10_000;

/** Starts a fake of the Rolodex API. @param port a fixed port; any free one by default. */
export async function startRolodex(
  port = 0,
  { hasForecasts = true, contacts = 210 }: Account = {},
): Promise<FakeVendor> {
  const api = await FakeApi.start(port);
  const account = accountOf(contacts);
  const tokens = new Tokens();
  const { access_token, refresh_token } = tokens.issue();
  api.gate((request) => {
    if (request.path === "/oauth/token") return undefined;
    if (request.headers["x-rolodex-version"] !== "2026-04") return refusal(400, "NO_VERSION");
    return tokens.accepts(request) ? undefined : refusal(401, "BAD_TOKEN");
  });
  api.post("/oauth/token", (request) => tokens.grant(request));
  api.get("/v3/account", () => ({ json: { plan: hasForecasts ? "enterprise" : "starter" } }));
  for (const name of ["contacts", "deals"]) {
    api.post(`/v3/${name}/search`, (request) => search(account.get(name) ?? [], request));
  }
  api.post("/graphql", (request) => notes(account.get("notes") ?? [], request));
  api.get("/v3/forecasts", () =>
    hasForecasts ? { json: { forecasts: account.get("forecasts") } } : refusal(403, "PLAN_REQUIRED"),
  );
  const config = {
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
    refresh_token,
    access_token,
    token_expires_at: "2099-01-01T00:00:00Z",
    base_url: api.url,
  };
  return { api, config, expected: account, secrets: tokens.issued, expireTokens: () => tokens.expire() };
}

/** An error in the API's own form. */
export function refusal(status: number, code: string): FakeReply {
  return { status, json: { error: { code, message: `Rolodex says ${code}` } } };
}

interface Filter {
  readonly id_from?: number;
  readonly updated_from?: number;
  readonly updated_to?: number;
}

interface SearchBody {
  readonly sort?: string;
  readonly filter?: Filter;
  readonly page?: { readonly after?: string; readonly limit?: number };
}

/** A page of a search. Its token counts results; the last results of a search that has too many cannot be reached. */
function search(records: readonly JsonObject[], { json }: FakeRequest): FakeReply {
  const { sort, filter, page = {} } = json as SearchBody;
  if (sort !== "id") return refusal(400, "NO_ORDER");
  const found = filter === undefined ? records : records.filter((record) => isWanted(record, filter));
  const start = Number(page.after ?? 0);
  if (Number.isNaN(start)) return refusal(400, "BAD_CURSOR");
  const end = start + Math.min(page.limit ?? 10, 100);
  if (end > CAP) return refusal(400, "TOO_DEEP");
  const paging = { after: end < found.length ? String(end) : null };
  return { json: { results: found.slice(start, end).map(asSent), paging } };
}

/** Bounds include their own value. */
function isWanted(record: JsonObject, { id_from = 0, updated_from, updated_to }: Filter): boolean {
  if (Number(record["id"]) < id_from) return false;
  const updatedMs = () => Date.parse(String(record["updated_at"]));
  return (
    (updated_from === undefined || updatedMs() >= updated_from) &&
    (updated_to === undefined || updatedMs() <= updated_to)
  );
}

interface NotesQuery {
  readonly query: string;
  readonly variables: { readonly first: number; readonly after?: string; readonly since?: string };
}

/** A page of a connection. Errors come with status 200. */
function notes(records: readonly JsonObject[], { json }: FakeRequest): FakeReply {
  const { query, variables } = json as unknown as NotesQuery;
  const { first, after = "0", since = "" } = variables;
  if (!query.includes("notes(") || Number.isNaN(Number(after))) return { json: { errors: [{ message: "Bad query" }] } };
  const found = records.filter(({ created_at }) => String(created_at) >= since);
  const end = Number(after) + Math.min(first, 50);
  const pageInfo = { hasNextPage: end < found.length, endCursor: String(end) };
  return { json: { data: { notes: { nodes: found.slice(Number(after), end), pageInfo } } } };
}

/** All but ID and time are in an object of their own. */
function asSent({ id, updated_at, ...properties }: JsonObject): JsonObject {
  return { id: id ?? null, updated_at: updated_at ?? null, properties };
}
