import { createHash } from "node:crypto";
import { SystemError } from "../errors/connector-error.js";
import { endpointOf, type HttpRequest, urlOf } from "../http/request.js";
import { encodeBody } from "../http/request-body.js";
import type { PageLimits } from "./context.js";
import { NO_RECORDS, type RawRecords } from "./raw-records.js";

/** Stops pagination that never ends: a request made before, equal records under another request, or only empty pages. */
export class RepeatGuard {
  readonly #seen = new Set<string>();
  readonly #limits: PageLimits;
  #last: RawRecords = NO_RECORDS;
  #emptyPages = 0;

  constructor(limits: PageLimits) {
    this.#limits = limits;
  }

  /** @throws SystemError for a request that was made before, or for one page too many. */
  beforeRequest(request: HttpRequest): void {
    const identity = identityOf(request);
    if (this.#seen.has(identity)) {
      throw new SystemError(
        `${endpointOf(request)}: pagination was stopped because page ${this.#seen.size} leads to a page that was read before. ` +
          "Please report it with the log.",
      );
    }
    if (this.#seen.size >= this.#limits.maxPages) {
      throw new SystemError(
        `${endpointOf(request)}: pagination was stopped after ${this.#limits.maxPages} pages. ` +
          "If the list is that long, raise limits.most_pages.",
      );
    }
    this.#seen.add(identity);
  }

  /** The next page is the first of the rest of the list, which may begin with the records of this one. */
  restart(): void {
    this.#last = NO_RECORDS;
  }

  /**
   * @param count how many records the API sent.
   * @throws SystemError for a page with the records of the page before it, or for too many pages without a record.
   */
  afterPage(request: HttpRequest, records: RawRecords, count: number): void {
    this.#emptyPages = count === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages > this.#limits.maxEmptyPages) {
      throw new SystemError(
        `${endpointOf(request)}: pagination was stopped after ${this.#limits.maxEmptyPages} empty pages in a row. ` +
          "If the API filters its pages that hard, raise limits.most_empty_pages.",
      );
    }
    if (isSame(records.bytes, this.#last.bytes)) {
      throw new SystemError(
        `${endpointOf(request)}: pagination was stopped because two pages in a row have the same ${records.count} records. ` +
          "Please report it with the log.",
      );
    }
    this.#last = records;
  }
}

/**
 * Distinguishes the requests of a list: the address and, where pages are asked for otherwise, the headers, the method and the body,
 * of which a digest is kept, because a GraphQL document may be long and lists have many pages.
 */
export function identityOf(request: HttpRequest): string {
  const { method, body } = request;
  const headers = Object.entries(request.headers).sort(([one], [other]) => (one < other ? -1 : 1));
  const parts = [
    ...(headers.length === 0 ? [] : [JSON.stringify(headers)]),
    ...(method === "GET" ? [] : [method]),
    ...(body === undefined ? [] : [createHash("sha256").update(encodeBody(body).bytes).digest("base64")]),
  ];
  return [urlOf(request), ...parts].join(" ");
}

function isSame(records: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  if (records.length === 0 || records.length !== others.length) return false;
  return records.every((record, index) => Buffer.compare(record, others[index] ?? NOTHING) === 0);
}

const NOTHING = new Uint8Array();
