import type { JsonObject } from "../protocol/json.js";
import type { Rows } from "../streams/rows.js";
import type { Checks } from "./limits.js";

/** So many records at the start of a stream are all checked: a field of another type shows in them, nearly always. */
const FIRST = 1_000;

/** Of the later ones, one of so many: a check needs the parsed value, which is what costs most of all that is done to a record. */
const EVERY = 20;

/** Which records of one stream are held against its schema. */
export class Sample {
  readonly #checks: Checks;
  #met = 0;
  /** How many were picked. */
  checked = 0;

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  pick(rows: Rows): readonly JsonObject[] {
    const picked = this.#pick(rows);
    this.#met += rows.count;
    this.checked += picked.length;
    return picked;
  }

  #pick(rows: Rows): readonly JsonObject[] {
    if (this.#checks === "off") return [];
    if (this.#checks === "all" || this.#met + rows.count <= FIRST) return rows.values;
    return rows.texts.flatMap((_text, index) => {
      const place = this.#met + index;
      return place < FIRST || place % EVERY === 0 ? [rows.value(index)] : [];
    });
  }
}
