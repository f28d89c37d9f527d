import type { JsonObject } from "../protocol/json.js";
import type { RawRecords } from "../streams/raw-records.js";
import type { Checks } from "./limits.js";

/** The first records of a stream are all checked: a field of another type nearly always appears among them. */
const FIRST = 1_000;

/** Later ones are sampled, because a check needs the parsed record, and parsing costs more than all else. */
const EVERY = 20;

/** Picks the records of a stream that are checked against its schema. */
export class Sample {
  readonly #checks: Checks;
  #seen = 0;
  /** The number of picked records. */
  checked = 0;

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  pick(records: RawRecords): readonly JsonObject[] {
    const picked = this.#pick(records);
    this.#seen += records.count;
    this.checked += picked.length;
    return picked;
  }

  #pick(records: RawRecords): readonly JsonObject[] {
    if (this.#checks === "off") return [];
    if (this.#checks === "all" || this.#seen + records.count <= FIRST) return records.parsed;
    const picked: JsonObject[] = [];
    for (let index = 0; index < records.count; index++) {
      const position = this.#seen + index;
      if (position < FIRST || position % EVERY === 0) picked.push(records.parsedAt(index));
    }
    return picked;
  }
}
