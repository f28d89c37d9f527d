import { SystemError } from "../errors/connector-error.js";
import { valueAt } from "../http/json.js";
import { Parameter } from "../http/parameter.js";
import { applyChange, endpointOf, type HttpRequest } from "../http/request.js";
import type { Page } from "../http/response.js";
import type { ListCap, ListRestart } from "../pagination/paginator.js";
import { tokenOf } from "../pagination/token.js";
import type { JsonValue } from "../protocol/json.js";
import type { StreamDefinition } from "./stream.js";

/** Whether each key of a stream is written once. A list that is read on after a cap may have the records at the seam twice. */
export function isDeduped({ dedupe, paginator }: Pick<StreamDefinition, "dedupe" | "paginator">): boolean {
  return dedupe || paginator.cap?.restart !== undefined;
}

/** Counts the records of a list, of which its API shows no more than a cap. */
export class CapGuard {
  readonly #cap: ListCap;
  #count = 0;
  /** The last page with a record. */
  #last: Page | undefined;
  #restartedAt: JsonValue | undefined;

  constructor(cap: ListCap) {
    this.#cap = cap;
  }

  /**
   * Counts a page. Whether it is the last that the API shows: one of the same size after it would pass the cap, which APIs refuse,
   * so a list that can be restarted is not read so far.
   */
  reachedBy(page: Page, hasNext: () => boolean): boolean {
    this.#count += page.recordCount;
    if (page.recordCount > 0) this.#last = page;
    const { records, restart } = this.#cap;
    if (this.#count >= records) return true;
    return restart !== undefined && this.#count + page.recordCount > records && hasNext();
  }

  /**
   * The first request of the rest of the list.
   *
   * @throws SystemError where the list cannot be restarted, or its restart would lose records: it is not sorted by the field, or as
   *   many records as the cap have the same value.
   */
  restarted(first: HttpRequest): HttpRequest {
    const { restart } = this.#cap;
    const page = this.#last;
    if (restart === undefined || page === undefined) throw this.#error(first, "");
    const value = this.#valueToRestartAt(page, restart);
    if (value === this.#restartedAt) throw this.#error(first, `, and all of them have the same ${restart.field}`);
    this.#restartedAt = value;
    this.#count = 0;
    return applyChange(first, new Parameter(restart).with(value));
  }

  #valueToRestartAt(page: Page, { field }: ListRestart): string | number {
    const [start, end] = [page.records[0] ?? null, page.records.at(-1) ?? null].map((record) => valueAt(record, field));
    if (!isDescending(start, end)) return tokenOf(page, end, `value at "${field}" of its last record`);
    throw new SystemError(
      `${endpointOf(page.request)} cannot be read past ${this.#count} records, because it is not sorted by ${field}, lowest value first. ` +
        "Ask the API for that order in the stream's query.",
    );
  }

  #error(request: HttpRequest, why: string): SystemError {
    return new SystemError(
      `${endpointOf(request)} has ${this.#count} records or more, of which the API shows no more than ${this.#cap.records}${why}. The list is ` +
        "incomplete. Read it in smaller parts, such as shorter windows of time.",
    );
  }
}

/** Texts are compared in both orders that servers have: by code and as people sort. */
function isDescending(start: JsonValue | undefined, end: JsonValue | undefined): boolean {
  if (typeof start === "number" && typeof end === "number") return start > end;
  if (typeof start !== "string" || typeof end !== "string") return false;
  return start > end && start.localeCompare(end, "en", { numeric: true }) > 0;
}
