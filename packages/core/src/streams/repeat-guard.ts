import { SystemError } from "../errors/connector-error.js";
import { endpointOf, type HttpRequest, urlOf } from "../http/request.js";
import { NO_ROWS, type Rows } from "./rows.js";

/** An empty page may stand between full ones, where a server filters after it has cut; so many in a row may not. */
const MOST_EMPTY_PAGES = 100;

/**
 * Stops a walk that goes in circles: the same request again, the same records under another request, or one empty page after
 * the other.
 */
export class RepeatGuard {
  readonly #seen = new Set<string>();
  #last: Rows = NO_ROWS;
  #emptyPages = 0;
  readonly #mostPages: number;

  constructor(mostPages: number) {
    this.#mostPages = mostPages;
  }

  /** @throws SystemError for a request that this walk has made before. */
  enter(request: HttpRequest): void {
    const identity = identityOf(request);
    if (this.#seen.has(identity)) {
      throw new SystemError(
        `${endpointOf(request)}: page ${this.#seen.size} leads back to a page that was read before. ` +
          "The walk was stopped, for it would never end.",
      );
    }
    if (this.#seen.size >= this.#mostPages) {
      throw new SystemError(
        `${endpointOf(request)}: the list goes on behind ${this.#mostPages} pages. ` +
          "The walk was stopped. If the list is really that long, raise limits.most_pages.",
      );
    }
    this.#seen.add(identity);
  }

  /** @throws SystemError for a page that holds what the page before it held, or for too many without a record. */
  leave(request: HttpRequest, rows: Rows): void {
    this.#emptyPages = rows.texts.length === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages > MOST_EMPTY_PAGES) {
      throw new SystemError(
        `${endpointOf(request)}: ${MOST_EMPTY_PAGES} pages in a row hold no record, and the API says that there are more. ` +
          "The walk was stopped, for it would never end.",
      );
    }
    if (sameTexts(rows.texts, this.#last.texts)) {
      throw new SystemError(
        `${endpointOf(request)}: two pages in a row hold the same ${rows.texts.length} records. ` +
          "The walk was stopped, for the API does not seem to move on.",
      );
    }
    this.#last = rows;
  }
}

/** What tells a request of a walk from another: its address and, where pages are asked for by a header, its headers. */
function identityOf(request: HttpRequest): string {
  const headers = Object.entries(request.headers).sort(([one], [other]) => (one < other ? -1 : 1));
  return headers.length === 0 ? urlOf(request) : `${urlOf(request)} ${JSON.stringify(headers)}`;
}

function sameTexts(texts: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  if (texts.length === 0 || texts.length !== others.length) return false;
  return texts.every((text, index) => Buffer.compare(text, others[index] ?? NOTHING) === 0);
}

const NOTHING = new Uint8Array();
