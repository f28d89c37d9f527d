import { isJsonObject, type JsonValue } from "@sluice/core";
import type { FakeReply } from "@sluice/testkit";
import type { Row } from "./ids.js";
import { badRequest } from "./replies.js";
import type { Switches } from "./switches.js";

/** How a list differs from the others. */
export interface Paging {
  /** Where the records are. */
  readonly envelope?: "results" | "data";
  /** Fewer records than `limit` asks for, where the API hands out fewer. */
  readonly atMost?: number;
}

const LARGEST = 100;
const SORTS = ["updatedAt", "createdAt"];

interface Cursor {
  readonly sortValue: string;
  readonly id: string;
}

/** The page that a query asks for: newest first, records of the same moment by id, from behind the cursor on. */
export function pageOf(rows: readonly Row[], query: URLSearchParams, paging: Paging, switches: Switches): FakeReply {
  const { envelope = "results", atMost = LARGEST } = paging;
  const limit = limitOf(query.get("limit"));
  if (limit === undefined) return badRequest(`limit must be between 1 and ${LARGEST}`);
  const sortBy = query.get("sortBy") ?? "updatedAt";
  if (!SORTS.includes(sortBy)) return badRequest("sortBy must be updatedAt or createdAt");
  const from = query.get("from");
  const cursor = from === null ? undefined : decoded(from);
  if (from !== null && cursor === undefined) return badRequest("from is not a cursor");
  const rest = sorted(rows, sortBy).filter((row) => cursor === undefined || isBehind(row, sortBy, cursor));
  const page = rest.slice(0, Math.min(limit, atMost));
  const last = page.at(-1);
  const atEnd = page.length === rest.length;
  const hasMore = !atEnd || (switches.emptyLastPage && last !== undefined);
  const empty = switches.emptyLastPage && last === undefined ? encoded({ sortValue: "", id: String(from) }) : null;
  const next = hasMore && last !== undefined ? encoded({ sortValue: String(last[sortBy] ?? ""), id: last.id }) : empty;
  return { json: { [envelope]: page, next, atEnd } };
}

/** Records without time stamps are of one moment. */
export function sorted(rows: readonly Row[], sortBy: string): readonly Row[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [String(a[sortBy] ?? ""), String(b[sortBy] ?? "")];
    if (left !== right) return left < right ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
}

function isBehind(row: Row, sortBy: string, cursor: Cursor): boolean {
  const value = String(row[sortBy] ?? "");
  return value < cursor.sortValue || (value === cursor.sortValue && row.id > cursor.id);
}

/** Whole numbers from 1 to 100; undefined for anything else. */
function limitOf(text: string | null): number | undefined {
  if (text === null) return LARGEST;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= LARGEST ? limit : undefined;
}

function encoded(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64");
}

function decoded(text: string): Cursor | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as JsonValue;
    if (!isJsonObject(value)) return undefined;
    const { sortValue, id } = value;
    return typeof sortValue === "string" && typeof id === "string" ? { sortValue, id } : undefined;
  } catch {
    return undefined;
  }
}
