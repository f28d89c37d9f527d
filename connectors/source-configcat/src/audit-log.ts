/**
 * What the audit log of an organization and that of a product share. The v1 endpoints are deprecated, hold 7 days unless
 * told and at most 30, and are to become a redirect to v2.
 */
import { DateWindow, flag, integer, PageNumber, text, timestamp } from "@sluice/core";
import type { Config } from "./config.js";

/** All of an entry but its id. It carries no id of what it is about. */
export const auditLogFields = {
  auditLogDateTime: timestamp,
  auditLogTypeEnum: text.describe("The type as a machine name; new ones come several times a year."),
  auditLogType: text.describe("The type in words."),
  truncated: flag.describe("Whether details was cut."),
  modelVersion: integer.describe("Format version of details."),
  userEmail: text,
  userName: text,
  where: text.describe("Product, config and environment, in words."),
  why: text.describe("The note given with the change."),
  actionTarget: text,
  details: text.describe("A text or serialised JSON."),
};

export const auditLogPages = new PageNumber({
  param: "pageNumber",
  size: { param: "pageSize", value: 100 },
  hasMore: "paging.hasNext",
});

const DAY_MS = 86_400_000;

/** No plan keeps entries longer (Enterprise: 750 days); what is older is gone. */
const RETENTION_DAYS = 750;

/** v1 answers at most 30 days; whether v2 has such a limit is not documented, so no window is wider. */
const WINDOW_DAYS = 30;

/**
 * The log since the saved entry, or since `start_date`, or as far back as any plan keeps it. Which entries come when no date
 * is given is not documented for v2, nor is the order; entries may show late, so the last minute is read again.
 */
export function auditLogCursor({ start_date }: Config): DateWindow {
  return new DateWindow("auditLogDateTime", {
    from: "fromUtcDateTime",
    to: "toUtcDateTime",
    widthMs: WINDOW_DAYS * DAY_MS,
    startMs: (nowMs) => Math.max(nowMs - RETENTION_DAYS * DAY_MS, Date.parse(start_date ?? "1970-01-01")),
    overlapMs: 60_000,
  });
}
