import type { FakeApi, FakeReply, FakeRequest } from "@sluice/testkit";
import type { Account } from "./account.js";
import type { AuditRow } from "./account-audit.js";
import { DAY_MS, NOW } from "./account-ids.js";
import { badRequest, FORBIDDEN, jsonText, NOT_FOUND, pageOf } from "./replies.js";

/** Audit logs of both versions, and change requests: all that has pages. */
export function addLogRoutes(api: FakeApi, accountOf: (request: FakeRequest) => Account): void {
  for (const version of ["v1", "v2"] as const) {
    api.get(`/${version}/organizations/:id/auditlogs`, (request) => {
      const account = accountOf(request);
      const rows = account.auditLogs.get(request.params["id"] ?? "");
      if (rows === undefined) return NOT_FOUND;
      return account.seesEverything ? log(version, rows, request) : FORBIDDEN;
    });
    api.get(`/${version}/products/:id/auditlogs`, (request) => {
      const rows = accountOf(request).productAuditLogs.get(request.params["id"] ?? "");
      return rows === undefined ? NOT_FOUND : log(version, rows, request);
    });
  }
  api.get("/v2/products/:id/change-requests", (request) => changeRequests(accountOf(request), request));
}

/** Both ends of the asked time count in. Not a number where a date cannot be read. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function log(version: "v1" | "v2", rows: readonly AuditRow[], request: FakeRequest): FakeReply {
  const { query } = request;
  const window = version === "v1" ? windowOfV1(query) : windowOf(query, { fromMs: -Infinity, toMs: Infinity });
  if (Number.isNaN(window.fromMs)) return badRequest("fromUtcDateTime", "That is not a date.");
  if (Number.isNaN(window.toMs)) return badRequest("toUtcDateTime", "That is not a date.");
  const found = rows.filter((row) => isIn(row, window) && isAskedFor(row, query));
  if (version === "v1") {
    const isTooLong = window.toMs - window.fromMs > 30 * DAY_MS;
    return isTooLong ? badRequest("toUtcDateTime", "30 days at most, please.") : jsonText(`[${joined(found)}]`);
  }
  const page = pageOf(found, request, 100);
  if ("error" in page) return page.error;
  return jsonText(`{"paging":${JSON.stringify(page.paging)},"data":[${joined(page.rows)}]}`);
}

/** Without dates v1 answers with the last week, with one of them with as much as it may. */
function windowOfV1(query: URLSearchParams): Window {
  const nowMs = Date.parse(NOW);
  const { toMs } = windowOf(query, { fromMs: 0, toMs: nowMs });
  const days = query.has("toUtcDateTime") ? 30 : 7;
  return windowOf(query, { fromMs: toMs - days * DAY_MS, toMs });
}

function windowOf(query: URLSearchParams, otherwise: Window): Window {
  const from = query.get("fromUtcDateTime");
  const to = query.get("toUtcDateTime");
  return {
    fromMs: from === null ? otherwise.fromMs : Date.parse(from),
    toMs: to === null ? otherwise.toMs : Date.parse(to),
  };
}

function isIn({ atMs }: AuditRow, { fromMs, toMs }: Window): boolean {
  return atMs >= fromMs && atMs <= toMs;
}

function isAskedFor(row: AuditRow, query: URLSearchParams): boolean {
  const fits = (name: string, value: string | undefined) => !query.has(name) || query.get(name) === value;
  return (
    fits("productId", row.productId) &&
    fits("configId", row.configId) &&
    fits("environmentId", row.environmentId) &&
    fits("auditLogType", row.type)
  );
}

function joined(rows: readonly AuditRow[]): string {
  return rows.map(({ json }) => json).join(",");
}

/** 404 for a product that is not in the beta, as for one that does not exist. */
function changeRequests(account: Account, request: FakeRequest): FakeReply {
  const all = account.changeRequests.get(request.params["id"] ?? "");
  if (all === undefined) return NOT_FOUND;
  const { query } = request;
  const statuses = query.getAll("changeRequestStatusFilter");
  const isAsked = (name: string, value: string) => !query.has(name) || query.get(name) === value;
  const found = all.filter(
    ({ record, configId, environmentId, settings, approveRequired }) =>
      isAsked("configId", configId) &&
      isAsked("environmentId", environmentId) &&
      (!query.has("settingId") || settings.some(({ id }) => String(id) === query.get("settingId"))) &&
      (statuses.length === 0 || statuses.includes(String(record["changeRequestStatus"]))) &&
      isAsked("scheduleFilter", record["applyAt"] === null ? "nonScheduled" : "scheduled") &&
      isAsked("approveRequiredFilter", approveRequired ? "approveRequired" : "approveNotRequired") &&
      isAsked("needsAttentionFilter", record["needsAttention"] === true ? "needsAttention" : "notNeedsAttention"),
  );
  const page = pageOf(found, request, 25);
  if ("error" in page) return page.error;
  return { json: { changeRequests: { paging: page.paging, data: page.rows.map(({ record }) => record) } } };
}
