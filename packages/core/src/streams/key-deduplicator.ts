import type { JsonObject } from "../protocol/json.js";
import type { RawRecords } from "./raw-records.js";

/** Drops records whose key was read before. A record without a complete key is always kept. */
export class KeyDeduplicator {
  readonly #key: readonly string[];
  readonly #seen = new Set<string>();

  constructor(key: readonly string[]) {
    this.#key = key;
  }

  /** The number of different keys so far. */
  get count(): number {
    return this.#seen.size;
  }

  filter(records: RawRecords): RawRecords {
    const { parsed, bytes } = records; // parsed once, although several look at the keys
    return records.filter((index) => this.#isNew(parsed[index] ?? {}, bytes[index]));
  }

  #isNew(value: JsonObject, text: Uint8Array = NO_TEXT): boolean {
    const parts = this.#key.map((field) => value[field] ?? null);
    if (parts.length === 0 || parts.includes(null)) return true;
    // Beyond 2^53 two different ids may parse to the same number, so only equal bytes are the same record.
    const isExact = parts.every((part) => typeof part !== "number" || Number.isSafeInteger(part));
    const id = isExact ? JSON.stringify(parts) : Buffer.from(text).toString("utf8");
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }
}

const NO_TEXT = new Uint8Array();
