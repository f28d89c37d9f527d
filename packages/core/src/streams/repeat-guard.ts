import { SystemError } from "../errors/connector-error.js";
import { endpointOf, type HttpRequest, urlOf } from "../http/request.js";
import { NO_ROWS, type Rows } from "./stream.js";

/** Stops a walk that goes in circles: the same request again, or the same records under another request. */
export class RepeatGuard {
  readonly #seen = new Set<string>();
  #last: Rows = NO_ROWS;

  /** @throws SystemError for a request that this walk has made before. */
  enter(request: HttpRequest): void {
    const url = urlOf(request);
    if (this.#seen.has(url)) {
      throw new SystemError(
        `${endpointOf(request)}: page ${this.#seen.size} leads back to a page that was read before. ` +
          "The walk was stopped, for it would never end.",
      );
    }
    this.#seen.add(url);
  }

  /** @throws SystemError for a page that holds what the page before it held. */
  leave(request: HttpRequest, rows: Rows): void {
    if (sameTexts(rows.texts, this.#last.texts)) {
      throw new SystemError(
        `${endpointOf(request)}: two pages in a row hold the same ${rows.texts.length} records. ` +
          "The walk was stopped, for the API does not seem to move on.",
      );
    }
    this.#last = rows;
  }
}

function sameTexts(texts: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  if (texts.length === 0 || texts.length !== others.length) return false;
  return texts.every((text, index) => Buffer.compare(text, others[index] ?? NOTHING) === 0);
}

const NOTHING = new Uint8Array();
