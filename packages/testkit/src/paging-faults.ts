import type { JsonValue } from "@sluice/core";
import type { FakeReply } from "./exchange.js";
import { type FaultCase, type GenuinePage, of } from "./fault-case.js";
import { type JsonPath, scalarPaths, valueIn, withValueIn } from "./json-path.js";
import { contentOf, type PageContent } from "./paging.js";
import { inPlaceOf } from "./reply-body.js";

const NOT_LINKED = "its paginator reads no link and no token";
const NOT_PAGED = "no list of it has a second page";
const NO_TOTAL = "its paginator reads no total";
const NO_FLAG = "its paginator reads no flag for more pages";
const NO_FLAG_AND_TOTAL = "its paginator does not read both a flag for more pages and a total";

/** How many records the API reports beyond those that it has. */
const TOO_MANY = 7;
/** How many records of one page are repeated on the next. */
const REPEATED = 3;

/** The faults of paging itself. Each finds out from the stream's paginator which value of a page to falsify. */
export const PAGING_FAULTS: readonly FaultCase[] = of("pages", [
  link("a next link to another host", "https://elsewhere.example/v1/next?page=2"),
  link("a next link of another scheme", "ftp://127.0.0.1/next?page=2"),
  {
    name: "a next link to the same page",
    outcomes: ["recovered", "system_error"],
    notApplicable: NOT_LINKED,
    lasts: true,
    reply: linkedToItself,
  },
  {
    name: "records of the page before, again",
    outcomes: ["recovered"],
    notApplicable: NOT_PAGED,
    reply: withRowsOfPageBefore,
  },
  {
    name: "the page before, again",
    outcomes: ["recovered", "system_error"],
    notApplicable: NOT_PAGED,
    reply: ({ before }) => before,
  },
  {
    name: "a total that does not come true",
    outcomes: ["recovered", "transient_error"],
    notApplicable: NO_TOTAL,
    lasts: true,
    reply: withTotal,
  },
  {
    // Without a total nothing else says that records are missing: a flag is believed.
    name: "a flag that says no more pages, too early",
    outcomes: ["recovered", "transient_error"],
    notApplicable: NO_FLAG_AND_TOTAL,
    lasts: true,
    reply: withFlagThatStops,
  },
  {
    name: "a flag that says more pages, forever",
    outcomes: ["recovered", "system_error"],
    notApplicable: NO_FLAG,
    lasts: true,
    reply: withFlagThatContinues,
  },
]);

/** A connector that counts its pages need not follow a link. */
function link(name: string, target: string): FaultCase {
  return {
    name,
    outcomes: ["recovered", "system_error"],
    notApplicable: NOT_LINKED,
    reply: (page) => linkedTo(page, target),
  };
}

/** The page with a link or a token that leads elsewhere: of all values that may be one, the first that the paginator reads. */
function linkedTo({ request, genuine, content: page, paging }: GenuinePage, target: string): FakeReply | undefined {
  const next = (content: PageContent) => JSON.stringify(resultOf(paging.next(request, content)));
  return falsified(
    { genuine, content: page },
    (value) => linksLike(value, target),
    (content, original) => next(content) !== next(original),
  );
}

/** The page with a link or a token that leads to itself. */
function linkedToItself({ request, genuine, content: page, paging }: GenuinePage): FakeReply | undefined {
  const { path, query, headers, form, json = {} } = request;
  const inBody = [...form.values(), ...scalarPaths(json).flatMap((at) => valueIn(json, at) ?? [])];
  const here = [`${path}?${query}`, ...query.values(), ...Object.values(headers), ...inBody];
  return falsified(
    { genuine, content: page },
    (value) => here.flatMap((target) => linksLike(value, target)),
    (content) => paging.isSame(paging.next(request, content), request),
  );
}

function withTotal(page: GenuinePage): FakeReply | undefined {
  const { request, paging } = page;
  return falsified(page, numbersLike, (content, original) => {
    const total = paging.total(request, original);
    return total !== undefined && paging.total(request, content) === total + TOO_MANY;
  });
}

/** The page with a flag that ends its list, where the total can show that the list is incomplete. */
function withFlagThatStops(page: GenuinePage): FakeReply | undefined {
  const { request, paging } = page;
  return falsified(page, flagsLike(true), (content, original) => {
    const hasTotal = paging.total(request, original) !== undefined;
    return hasTotal && paging.next(request, original) !== undefined && paging.next(request, content) === undefined;
  });
}

/** The last page with a flag that says that there is another one. */
function withFlagThatContinues(page: GenuinePage): FakeReply | undefined {
  const { request, paging } = page;
  return falsified(page, flagsLike(false), (content, original) => {
    return paging.next(request, original) === undefined && paging.next(request, content) !== undefined;
  });
}

/** The opposite of a value that may be a flag: a link or a token may be one too. */
function flagsLike(isMore: boolean): (value: JsonValue) => readonly JsonValue[] {
  return (value) => {
    if (isMore) return value === true ? [false] : typeof value === "string" && value !== "" ? ["", "false"] : [];
    return value === "false" ? ["true"] : value === false || value === null || value === "" ? [true] : [];
  };
}

/** The last records of another page in front of this page's own. */
function withRowsOfPageBefore({ genuine, before, content, paging }: GenuinePage): FakeReply | undefined {
  const [body, bodyBefore] = [content?.body, before && contentOf(before)?.body];
  const path = body === undefined ? undefined : paging.recordsPath(body);
  if (body === undefined || bodyBefore === undefined || path === undefined) return undefined;
  const [list, listBefore] = [listIn(body, path), listIn(bodyBefore, paging.recordsPath(bodyBefore) ?? [])];
  const repeated = listBefore.slice(-REPEATED);
  if (repeated.length === 0) return undefined;
  return inPlaceOf(genuine, { json: withValueIn(body, path, [...repeated, ...list]) });
}

function listIn(body: JsonValue, path: JsonPath): readonly JsonValue[] {
  const list = valueIn(body, path);
  return Array.isArray(list) ? list : [];
}

/**
 * The reply with one other value in its envelope or its headers, the first of those that `replacements` offers for which
 * `isFalse` holds; undefined if there is none.
 */
function falsified(
  { genuine, content: original }: Pick<GenuinePage, "genuine" | "content">,
  replacements: (value: JsonValue) => readonly JsonValue[],
  isFalse: (content: PageContent, original: PageContent) => boolean,
): FakeReply | undefined {
  if (original === undefined) return undefined;
  for (const path of original.records === undefined ? scalarPaths(original.body) : []) {
    for (const value of replacements(valueIn(original.body, path) ?? null)) {
      const body = withValueIn(original.body, path, value);
      if (isFalse({ ...original, body }, original)) return inPlaceOf(genuine, { json: body });
    }
  }
  for (const [name, header] of Object.entries(original.headers)) {
    for (const value of replacements(header).map(String)) {
      const headers = { ...original.headers, [name]: value };
      if (isFalse({ ...original, headers }, original)) return { ...genuine, headers };
    }
  }
  return undefined;
}

/** The target in the form of the value that it replaces: a link, a token, or a Link header. */
function linksLike(value: JsonValue, target: JsonValue): readonly JsonValue[] {
  if (typeof value !== "string") return value === null || typeof value === typeof target ? [target] : [];
  return value.startsWith("<") ? [value.replace(/<[^>]*>/g, `<${String(target)}>`)] : [target];
}

function numbersLike(value: JsonValue): readonly JsonValue[] {
  if (typeof value === "number") return [value + TOO_MANY];
  return typeof value === "string" && /^\d+$/.test(value) ? [String(Number(value) + TOO_MANY)] : [];
}

function resultOf(next: unknown): unknown {
  return next instanceof Error ? next.message : next;
}
