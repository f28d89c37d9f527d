/**
 * Shared by the audit logs of organizations and of products. The v1 endpoints are deprecated, return 7 days by default
 * and at most 30, and will redirect to v2.
 */
import { DateWindowCursor, days, later, minutes, PageNumberPaginator, s } from "@sluice/core";
import type { Config } from "./config.js";

/** All of an entry but its id. It does not have the id of the changed object. */
export const auditLogFields = {
  auditLogDateTime: s.timestamp,
  auditLogTypeEnum: s.string.describe("The type as a machine name; new ones appear several times a year."),
  auditLogType: s.string.describe("The type in words."),
  truncated: s.boolean.describe("Whether details was cut."),
  modelVersion: s.integer.describe("Format version of details."),
  userEmail: s.string,
  userName: s.string,
  where: s.string.describe("Product, config and environment, in words."),
  why: s.string.describe("The note given with the change."),
  actionTarget: s.string,
  details: s.string.describe("A text or serialised JSON."),
};

export const auditLogPages = new PageNumberPaginator({
  param: "pageNumber",
  size: { param: "pageSize", value: 100 },
  hasMore: "paging.hasNext",
});

/** No plan keeps entries longer (Enterprise: 750 days); older ones are deleted. */
const RETENTION_DAYS = 750;

/** v1 returns at most 30 days. Whether v2 has such a limit is not documented, so no window is wider. */
const WINDOW_DAYS = 30;

/**
 * The log since the saved entry, or since `start_date`, or as far back as any plan keeps it. Which entries v2 returns without a
 * date is not documented, nor is the order; entries may appear late, so the last minute is read again.
 */
export function auditLogCursor({ start_date }: Config): DateWindowCursor {
  return new DateWindowCursor({
    field: "auditLogDateTime",
    from: "fromUtcDateTime",
    to: "toUtcDateTime",
    width: days(WINDOW_DAYS),
    earliest: (nowMs) => Math.max(later(nowMs, days(RETENTION_DAYS), -1), Date.parse(start_date ?? "1970-01-01")),
    lookback: minutes(1),
  });
}
