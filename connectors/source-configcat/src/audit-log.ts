/**
 * What the audit log of an organization and that of a product share. The v1 endpoints are deprecated, hold 7 days unless
 * told and at most 30, and are to become a redirect to v2.
 */
import { flag, integer, PageNumber, type Query, type Slice, text, timestamp } from "@sluice/core";

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

/** In case that one of the bounds is not included. */
const OVERLAP_MS = 1;

/** The part of a log between two times, both included. */
interface Window {
  readonly fromUtcDateTime: string;
  readonly toUtcDateTime: string;
}

/**
 * The whole log in windows, oldest first. Which entries come when no date is given is not documented for v2, so both are.
 * The end is fixed, so that entries which arrive meanwhile do not shift the pages. Windows overlap by a
 * millisecond; the few entries in it are emitted once (`distinct`).
 */
export function windowsUntil(nowMs: number): readonly Window[] {
  const widthMs = WINDOW_DAYS * DAY_MS - OVERLAP_MS;
  const count = Math.ceil((RETENTION_DAYS * DAY_MS) / widthMs);
  return Array.from({ length: count }, (_, index) => {
    const endMs = nowMs - (count - 1 - index) * widthMs;
    return {
      fromUtcDateTime: new Date(endMs - widthMs - OVERLAP_MS).toISOString(),
      toUtcDateTime: new Date(endMs).toISOString(),
    };
  });
}

/** The parameters of a slice that is a window of a log. */
export function windowQuery({ fromUtcDateTime, toUtcDateTime }: Slice): Query {
  return { fromUtcDateTime, toUtcDateTime };
}
