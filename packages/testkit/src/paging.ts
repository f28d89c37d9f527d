import {
  type Decoder,
  GraphQlStream,
  type HttpRequest,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Page,
  Paginator,
  type Stream,
  wholeBody,
} from "@sluice/core";
import { applyChange, urlOf } from "@sluice/core/internal";
import { decoderOf, recordsIn } from "./decoded.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import { type JsonPath, listPath, pathsTo, valueIn } from "./json-path.js";
import { bytesOf, headersOf, jsonOf } from "./reply-body.js";
import { bodyTextOf, unchanged } from "./sent-request.js";

/** The parts of a reply that a paginator reads. */
export interface PageContent {
  readonly body: JsonValue;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a body that the stream's decoder reads: its records. `body` is null then. */
  readonly records?: readonly JsonObject[];
}

/** The parts that distinguish a request for one page from a request for another. */
export interface PageRequest {
  readonly method: string;
  /** Its parameters are sorted. */
  readonly url: string;
  /** Those that the paginator sets, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The paginator of a stream; undefined for a stream that does not say how it pages. */
export function paginatorOf(stream: Stream | undefined): Paginator | undefined {
  return stream !== undefined && "paginator" in stream && stream.paginator instanceof Paginator
    ? stream.paginator
    : undefined;
}

/** Asks a stream's own paginator what a page leads to, so that a fault needs to know nothing about the vendor's API. */
export class Paging {
  readonly origin: string;
  readonly #stream: Stream | undefined;
  readonly #paginator: Paginator | undefined;
  readonly #decoder: Decoder | undefined;
  readonly #recordsAt: string | undefined;

  /** @param origin scheme, host and port of the fake. */
  constructor(stream: Stream | undefined, origin: string) {
    this.#stream = stream;
    this.#paginator = paginatorOf(stream);
    this.#decoder = decoderOf(stream);
    this.#recordsAt =
      stream !== undefined && "recordsAt" in stream && typeof stream.recordsAt === "string"
        ? stream.recordsAt
        : undefined;
    this.origin = origin;
  }

  /** The parts of a reply that the paginator reads; undefined if it is not a page. */
  contentOf(reply: FakeReply): PageContent | undefined | Promise<PageContent | undefined> {
    return this.#decoder === undefined ? contentOf(reply) : this.#decoded(this.#decoder, reply);
  }

  /** Whether the stream's decoder takes a body for a whole one; false where there is no decoder. */
  async accepts(body: Buffer): Promise<boolean> {
    return this.#decoder !== undefined && (await recordsIn(this.#decoder, this.#stream, body)) !== undefined;
  }

  /** The request for the page after this one; undefined after the last page, an error for a page that the paginator refuses. */
  next(request: FakeRequest, content: PageContent): PageRequest | Error | undefined {
    try {
      const change = this.#paginator?.next(this.#page(request, content));
      if (change === undefined) return undefined;
      const next = applyChange(unchanged(request, this.origin), change);
      return distinguished(next, headersOf({ headers: change.headers ?? {} }));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** How many records the API reports for the whole list, where the paginator reads that. */
  total(request: FakeRequest, content: PageContent): number | undefined {
    return this.#paginator?.total?.(this.#page(request, content));
  }

  /** Whether a request that arrived is the one that a page led to. */
  isSame(expected: PageRequest | Error | undefined, request: FakeRequest): boolean {
    if (expected === undefined || expected instanceof Error) return false;
    const { method, url, body } = distinguished(unchanged(request, this.origin), {});
    const isSameRequest = expected.method === method && expected.url === url && expected.body === body;
    return isSameRequest && Object.entries(expected.headers).every(([name, value]) => request.headers[name] === value);
  }

  /** Whether a page may come without its records: `recordsAt` ends in `??`. */
  get mayLackRecords(): boolean {
    return this.#recordsAt?.endsWith("??") === true;
  }

  /** Whether records count that come with errors. */
  get acceptsPartialData(): boolean {
    return this.#stream instanceof GraphQlStream && this.#stream.partialData;
  }

  /** Where the records of a page are, the first of several lists; undefined if they are in no list. */
  recordsPath(body: JsonValue): JsonPath | undefined {
    if (this.#recordsAt === wholeBody) return undefined;
    const names = this.#names;
    const found = pathsTo(body, names);
    const list = found.find((path) => Array.isArray(valueIn(body, path)));
    if (list !== undefined) return list;
    if (!names.includes("*")) return listPath(body);
    // Each match of `edges.*.node` is one record: the list is the one whose elements lead to them.
    const around = found[0]?.slice(0, names.lastIndexOf("*")) ?? [];
    return Array.isArray(valueIn(body, around)) ? around : undefined;
  }

  /** The records of a page, as the API sent them. */
  recordsOf(body: JsonValue): readonly JsonValue[] {
    if (this.#names.includes("*")) return pathsTo(body, this.#names).flatMap((path) => valueIn(body, path) ?? []);
    const path = this.recordsPath(body);
    const list = path === undefined ? [body] : valueIn(body, path);
    return Array.isArray(list) ? list : [];
  }

  /** The names of `recordsAt`, without its marks. */
  get #names(): JsonPath {
    const names = this.#recordsAt?.replace(/\?+$/, "").split(".") ?? [];
    return names.filter((name) => name !== "");
  }

  async #decoded(decoder: Decoder, reply: FakeReply): Promise<PageContent | undefined> {
    const records = await recordsIn(decoder, this.#stream, bytesOf(reply));
    return records && { body: null, headers: headersOf(reply), records };
  }

  #page(request: FakeRequest, { body, headers, records: decoded }: PageContent): Page {
    const records = decoded ?? this.recordsOf(body).filter((record) => isJsonObject(record));
    return { request: unchanged(request, this.origin), headers, body, records, recordCount: records.length };
  }
}

function distinguished(request: HttpRequest, headers: Readonly<Record<string, string>>): PageRequest {
  const url = new URL(urlOf(request));
  url.searchParams.sort();
  return { method: request.method, url: url.href, headers, body: bodyTextOf(request) };
}

/** The parts of a reply that a paginator reads; undefined if its body is not JSON. */
export function contentOf(reply: FakeReply): PageContent | undefined {
  const body = jsonOf(reply);
  return body === undefined ? undefined : { body, headers: headersOf(reply) };
}
