import type { JsonObject } from "@sluice/core";
import { FakeApi, type FakeReply, type FakeRequest, type FakeVendor } from "@sluice/testkit";
import { type Account, accountAt } from "./account.js";
import type { Change } from "./changes.js";
import { keyOf } from "./made-up.js";
import { INVALID_PAGE, NOT_FOUND, originOf, pageNumber, pageOf, UNAUTHORIZED, withSlash } from "./replies.js";

/** A config for source-hellobaton. A type and not an interface, so that it passes as a JSON object. */
export type FakeConfig = {
  readonly api_key: string;
  readonly company: string;
  readonly base_url: string;
};

export interface FakeHellobaton extends FakeVendor {
  readonly config: FakeConfig;
  /** The requests for pages of a list, for `inject`; of one page if a number is given. */
  readonly at: (resource: string, page?: number) => (request: FakeRequest) => boolean;
  /** From now on pages come out changed: of one list, of one page of it, so often; all pages at any time by default. */
  readonly alter: (change: Change, where: Where) => void;
}

export interface Where {
  readonly resource: string;
  readonly page?: number;
  readonly times?: number;
}

const KEY = keyOf("the account's");

/** The list whose records repeat the key in their own address, as links of this kind of server may do. */
const KEY_IN_SELF = "comments";

/**
 * Starts a fake of Baton's REST API, with an account that fills 7 pages of activity, 5 of tasks, 3 each of comments and time
 * entries, and 2 each of milestones and task attachments. Reading every stream takes 36 requests.
 *
 * @param port a fixed port; any free one by default.
 */
export async function startHellobaton(port = 0): Promise<FakeHellobaton> {
  const api = await FakeApi.start(port);
  const account = accountAt(api.url);
  api.gate(refusal);
  addRoutes(api, account);
  const at = (resource: string, page?: number) => (request: FakeRequest) =>
    request.path === `/api/${resource}/` && (page === undefined || pageNumber(request) === page);
  return {
    api,
    config: { api_key: KEY, company: "acme", base_url: api.url },
    expected: account,
    at,
    alter: (change, { resource, page, times = Number.POSITIVE_INFINITY }) => {
      const rows = account.get(resource) ?? [];
      const reply = (request: FakeRequest) => refusal(request) ?? listReply(resource, rows, request, change);
      api.inject({ at: at(resource, page), times, reply });
    },
  };
}

/** The key counts in the query only; of two, the last one counts. */
function refusal({ query }: FakeRequest): FakeReply | undefined {
  return query.getAll("api_key").at(-1) === KEY ? undefined : UNAUTHORIZED;
}

function addRoutes(api: FakeApi, account: Account): void {
  api.get("/api", withSlash);
  api.get("/api/", (request) => {
    const lists = [...account.keys()].map((resource) => [resource, `${originOf(request)}/api/${resource}/`]);
    return { json: Object.fromEntries(lists) };
  });
  for (const [resource, rows] of account) {
    api.get(`/api/${resource}`, withSlash);
    api.get(`/api/${resource}/`, (request) => listReply(resource, rows, request));
    api.get(`/api/${resource}/:id`, withSlash);
    api.get(`/api/${resource}/:id/`, ({ params }) => {
      const row = rows.find(({ id }) => String(id) === params["id"]);
      return row === undefined ? NOT_FOUND : { json: served(resource, row) };
    });
  }
}

function listReply(resource: string, rows: readonly JsonObject[], request: FakeRequest, change?: Change): FakeReply {
  const page = pageOf(rows, request);
  if (page === undefined) return INVALID_PAGE;
  const body = { ...page, results: page.results.map((row) => served(resource, row)) };
  return { json: change === undefined ? body : change(body) };
}

function served(resource: string, row: JsonObject): JsonObject {
  return resource === KEY_IN_SELF ? { ...row, _self: `${String(row["_self"])}?api_key=${KEY}` } : row;
}
