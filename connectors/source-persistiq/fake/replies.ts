import type { FakeReply, FakeRequest } from "@sluice/testkit";
import type { Row } from "./account-types.js";

/** An error in PersistIQ's envelope. */
export function refusal(status: number, reason: string, message: string): FakeReply {
  return { status, json: { status: "error", error: { reason, message } } };
}

export const NOT_FOUND = refusal(404, "invalid_request", "There is nothing by that id.");

/** Quotes the key that was sent, as the live API seems to do. */
export function unauthorized({ headers }: FakeRequest): FakeReply {
  const message = `Failed to find api key: ${headers["x-api-key"] ?? ""}.  Did you set header 'x-api-key' in the request?`;
  return refusal(401, "unauthorized", message);
}

/** How one list is kept. */
export interface List {
  /** Where the records are in the envelope. */
  readonly key: string;
  /** Records a page; all at once where there is none. */
  readonly size?: number;
  readonly filters?: Readonly<Record<string, Filter>>;
  /** The record at the end of this page is at the start of the next one too, as if the list had moved meanwhile. */
  readonly repeatAfter?: number;
}

export type Filter = (row: Row, value: string) => boolean;

export const is =
  (fact: string): Filter =>
  ({ facts }, value) =>
    [facts[fact] ?? []].flat().includes(value);

export const after =
  (fact: string): Filter =>
  ({ facts }, value) =>
    Date.parse(String(facts[fact])) > Date.parse(value);

export const from =
  (fact: string): Filter =>
  ({ facts }, value) =>
    Date.parse(String(facts[fact])) >= Date.parse(value);

export const until =
  (fact: string): Filter =>
  ({ facts }, value) =>
    Date.parse(String(facts[fact])) <= Date.parse(value);

const IS_TIME = /_(after|at)$/;

/** A page of a list in its envelope. `next_page` names the page only, not the filters. */
export function pageOf(list: List, rows: readonly Row[], request: FakeRequest, origin: string): FakeReply {
  const { key, size = Number.POSITIVE_INFINITY, filters = {}, repeatAfter } = list;
  const { query, path } = request;
  const page = Number(query.get("page") ?? 1);
  if (!(Number.isInteger(page) && page >= 1)) return refusal(400, "bad_params", "page is not a page");
  const asked = Object.entries(filters).flatMap(([name, filter]) => {
    const value = query.get(name);
    return value === null ? [] : [{ name, filter, value }];
  });
  const unreadable = asked.find(({ name, value }) => IS_TIME.test(name) && Number.isNaN(Date.parse(value)));
  if (unreadable !== undefined) return refusal(400, "bad_params", `${unreadable.name} is not a time`);
  const found = rows.filter((row) => asked.every(({ filter, value }) => filter(row, value)));
  const all = repeatAfter === undefined ? found : withRepeat(found, repeatAfter * size);
  const start = page === 1 ? 0 : (page - 1) * size;
  const hasMore = start + size < all.length;
  const records = all.slice(start, start + size).flatMap(({ record, isArchived }) => (isArchived ? [] : [record]));
  const nextPage = hasMore ? `${origin}${path}?page=${page + 1}` : null;
  return { json: { status: "success", errors: [], has_more: hasMore, next_page: nextPage, [key]: records } };
}

function withRepeat(rows: readonly Row[], at: number): readonly Row[] {
  return [...rows.slice(0, at), ...rows.slice(Math.max(0, at - 1))];
}

/** The whole list in the envelope of the older document, which has no flag and no link. */
export function unflagged({ key }: List, rows: readonly Row[]): FakeReply {
  return { json: { status: "success", errors: [], [key]: rows.map(({ record }) => record) } };
}
