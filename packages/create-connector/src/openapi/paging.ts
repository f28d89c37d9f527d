import type { PagingDesign, SizeDesign } from "../design/paging.js";
import type { EnvelopeField } from "./envelope.js";
import { isLink, tokenAt } from "./next-page.js";
import { textAt } from "./node.js";
import type { ApiParameter, Operation } from "./operations.js";
import { documentedSize, placed, sizeOf } from "./page-size.js";
import { type PagingParameters, pagingParameters } from "./paging-parameters.js";
import * as words from "./paging-words.js";
import { typeName } from "./schemas.js";
import { plainName } from "./words.js";

/** What paging is recognized from. */
export interface PagingFacts {
  readonly operation: Operation;
  readonly envelope: readonly EnvelopeField[];
  readonly key: readonly string[];
  /** What the document says of the whole API. */
  readonly about: string;
}

/** How a list is paged and the parameters that this takes, or why it cannot be read completely. */
export type FoundPaging =
  | {
      readonly paging: PagingDesign;
      readonly parameters: readonly string[];
      readonly query?: Readonly<Record<string, boolean>>;
    }
  | { readonly reason: string };

/** The parts of a paging that an operation declares. */
interface Parts extends PagingParameters {
  readonly facts: PagingFacts;
  readonly more: string | undefined;
  readonly total: string | undefined;
  readonly link: string | undefined;
  readonly sized: { readonly size?: SizeDesign };
}

/** The paging that the parameters and the reply of an operation declare: it never contradicts either. */
export function pagingOf(facts: PagingFacts): FoundPaging {
  const parts = partsOf(facts);
  const found =
    ofToken(parts) ?? ofLinkHeader(parts) ?? ofNumber(parts) ?? ofLink(parts) ?? ofLastKey(parts) ?? ofOnePage(parts);
  if ("reason" in found) return found;
  const { page, offset, cursor, size } = parts;
  const switches = facts.operation.parameters.filter(
    ({ name, schema }) =>
      cursor !== undefined && /^use_?(marker|cursor|pagination)$/i.test(name) && typeName(schema) === "boolean",
  );
  return {
    paging: found,
    parameters: [page, offset, cursor, size, ...switches].flatMap((parameter) => parameter?.name ?? []),
    ...(found.kind === "cursor" &&
      switches.length > 0 && { query: Object.fromEntries(switches.map(({ name }) => [name, true])) }),
  };
}

function partsOf(facts: PagingFacts): Parts {
  const parameters = pagingParameters(facts.operation);
  const { cursor, size } = parameters;
  const path = (is: (name: string) => boolean, ...types: readonly (string | undefined)[]) =>
    facts.envelope.find((field) => is(field.name) && types.includes(field.type))?.path;
  return {
    facts,
    ...parameters,
    more: path(words.isMoreName, "boolean"),
    total: path(words.isTotalName, "integer", "number"),
    link: facts.envelope.find((field) => isLink(field, cursor))?.path,
    sized: size === undefined ? {} : { size: sizeOf(size) },
  };
}

function ofToken({ facts, cursor, more, sized, link }: Parts): PagingDesign | undefined {
  if (cursor === undefined) return undefined;
  const at = tokenAt(facts.envelope, cursor.name, link);
  return at === undefined
    ? undefined
    : { kind: "cursor", ...placed(cursor), at, ...sized, ...(more !== undefined && { hasMore: more }) };
}

function ofLinkHeader({ facts, sized, page, offset, cursor }: Parts): PagingDesign | undefined {
  const { replyHeaders, node } = facts.operation;
  const texts = `${textAt(node, "description") ?? ""} ${facts.about}`;
  const isSaid =
    cursor !== undefined &&
    facts.envelope.length === 0 &&
    (/\blinks?\b/i.test(cursor.description) ||
      /\blinks?\W+(\w+\W+){0,4}header|header\W+(\w+\W+){0,2}links?\b/i.test(texts));
  const isDeclared = isSaid || replyHeaders.some((name) => name.toLowerCase() === "link");
  const isPaged = [page, offset, cursor, sized.size].some((part) => part !== undefined);
  return isDeclared && isPaged ? { kind: "link-header", ...sized } : undefined;
}

function ofNumber({ facts, page, offset, cursor, size, more, total, link, sized }: Parts): PagingDesign | undefined {
  const next = facts.envelope.find(({ name, type }) => type === "integer" && plainName(name) === "nextpage")?.path;
  const hasMore = more ?? link ?? (page === undefined ? undefined : next);
  const ends = { ...(total !== undefined && { total }), ...(hasMore !== undefined && { hasMore }) };
  const isTokenNeeded = cursor !== undefined && !words.isKeyCursorName(cursor.name);
  if (isTokenNeeded && link !== undefined) return undefined; // the number alone does not lead to a page
  if (page !== undefined) return { kind: "page", ...placed(page), ...sized, ...startOf(page), ...ends };
  if (offset === undefined || (size === undefined && Number(offset.schema["default"] ?? 0) !== 0)) return undefined;
  return { kind: "offset", ...placed(offset), ...sized, ...ends };
}

function startOf({ schema, description }: ApiParameter): { readonly start?: number } {
  const first = schema["default"] ?? schema["minimum"];
  const isZero =
    first === 0 ||
    (first === undefined &&
      /(zero|0)[- ](based|indexed)|(starts?|begins?|starting) (at|from|with) `?(0|zero)\b|first page is `?0/i.test(
        description,
      ));
  return isZero ? { start: 0 } : {};
}

function ofLink({ link, more, sized }: Parts): PagingDesign | undefined {
  return link === undefined
    ? undefined
    : { kind: "next-url", at: link, ...sized, ...(more !== undefined && { hasMore: more }) };
}

/** A parameter that takes the key of the last record, where the reply has no token. */
function ofLastKey({ facts, cursor, more, sized }: Parts): PagingDesign | undefined {
  const [field, ...others] = facts.key;
  if (cursor === undefined || field === undefined || others.length > 0 || !words.isKeyCursorName(cursor.name))
    return undefined;
  const isToken = /token|opaque|cursor (from|returned|provided)/i.test(cursor.description);
  const isKey =
    /starting|since|last|afterid/.test(plainName(cursor.name)) ||
    /\b(id|identifier|key|snowflake)s?\b/i.test(`${cursor.description} ${textAt(cursor.schema, "format") ?? ""}`);
  if (isToken || !isKey) return undefined;
  return { kind: "after-last", ...placed(cursor), field, ...sized, ...(more !== undefined && { hasMore: more }) };
}

/** A list without a way to its next page: it is read only where a reply proves that it is whole. */
function ofOnePage({ facts, cursor, size, more, total }: Parts): PagingDesign | { readonly reason: string } {
  const { operation, envelope } = facts;
  const limit = size === undefined ? undefined : documentedSize(size);
  const documented = size === undefined || limit === undefined ? undefined : { ...placed(size), value: limit };
  const index = operation.parameters.find(({ name }) => words.isIndexName(name));
  if (index !== undefined)
    return { reason: `it is paged by "${index.name}", which counts from 1: write a paginator for it` };
  if (cursor !== undefined && envelope.length === 0 && documented !== undefined) {
    return { kind: "proven-link", size: documented };
  }
  if (cursor !== undefined) return { reason: `it is paged by "${cursor.name}", but its reply has no token for it` };
  const pages = envelope.find(({ name, type }) => words.isPagesName(name) && type === "integer")?.path;
  const token = envelope.find(
    ({ name, type }) => /^next(page|cursor|token)/.test(plainName(name)) && type !== "object",
  )?.path;
  if (more === undefined && token === undefined && pages === undefined && total === undefined && size === undefined)
    return { kind: "none" };
  const options = {
    ...(documented !== undefined && { size: documented }),
    ...(more !== undefined && { hasMore: more }),
    ...(total !== undefined && { total }),
  };
  if (Object.keys(options).length === 0 && size !== undefined) {
    return {
      reason: `it takes a page size ("${size.name}") of unknown maximum, but no parameter leads to the next page`,
    };
  }
  if (Object.keys(options).length === 0) {
    return { reason: `its reply has further pages ("${token ?? pages}"), but no parameter leads to them` };
  }
  return { kind: "only-page", ...options };
}
