import type { JsonObject } from "../protocol/json.js";
import type { Rows } from "./rows.js";

/** Lets each record through once, by its key. A record without a whole key always passes. */
export class Distinct {
  readonly #key: readonly string[];
  readonly #seen = new Set<string>();

  constructor(key: readonly string[]) {
    this.#key = key;
  }

  /** How many different keys have come by. */
  get count(): number {
    return this.#seen.size;
  }

  keep(rows: Rows): Rows {
    return rows.keep((index) => this.#enter(rows.value(index), rows.texts[index]));
  }

  #enter(value: JsonObject, text: Uint8Array = NO_TEXT): boolean {
    const parts = this.#key.map((field) => value[field] ?? null);
    if (parts.length === 0 || parts.includes(null)) return true;
    // Beyond 2^53 two different ids may be the same number, so there only the same text is the same record.
    const isExact = parts.every((part) => typeof part !== "number" || Number.isSafeInteger(part));
    const id = isExact ? JSON.stringify(parts) : Buffer.from(text).toString("utf8");
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }
}

const NO_TEXT = new Uint8Array();
