import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { MAX_DEPTH, type RecordProblem } from "../tables/envelope.js";
import type { FieldRules } from "./fields.js";
import { hashOf } from "./hash.js";

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** Takes out of records what is private, before anything else sees them. What is not private keeps its bytes. */
export class RecordFilter {
  readonly #rules: FieldRules;
  readonly #salt: string;

  constructor(rules: FieldRules, salt: string) {
    this.#rules = rules;
    this.#salt = salt;
  }

  /**
   * @param record as the source wrote it.
   * @returns the same buffer where nothing in it is private.
   */
  applied(record: Buffer): Buffer | RecordProblem {
    if (record[0] !== OPEN_BRACE) return "not an object";
    try {
      return new Pass(record, this.#salt).run(this.#rules) ?? "not an object";
    } catch (error) {
      if (error instanceof NestedTooDeep) return "too deep";
      throw error;
    }
  }
}

class NestedTooDeep extends Error {}

/** One pass over one value. */
class Pass {
  readonly #bytes: Buffer;
  readonly #salt: string;
  readonly #scanner: JsonScanner;
  /** What stays, and what takes the place of the rest. */
  readonly #parts: (Buffer | string)[] = [];
  /** Up to here everything is in the parts. */
  #done = 0;

  constructor(bytes: Buffer, salt: string) {
    this.#bytes = bytes;
    this.#salt = salt;
    this.#scanner = new JsonScanner(bytes);
  }

  /** @returns undefined if the bytes are not one JSON value. */
  run(rules: FieldRules): Buffer | undefined {
    if (this.#value(0, rules, 0) !== this.#bytes.length) return undefined;
    if (this.#parts.length === 0) return this.#bytes;
    const parts = this.#parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
    return Buffer.concat([...parts, this.#bytes.subarray(this.#done)]);
  }

  #replace(from: number, to: number, by = ""): void {
    this.#parts.push(this.#bytes.subarray(this.#done, from), by);
    this.#done = to;
  }

  /** @returns the index after the value, or `NOT_JSON`. */
  #value(at: number, rules: FieldRules | undefined, depth: number): number {
    if (depth > MAX_DEPTH) throw new NestedTooDeep();
    if (rules !== undefined && this.#bytes[at] === OPEN_BRACE) return this.#object(at, rules, depth);
    if (rules !== undefined && this.#bytes[at] === OPEN_BRACKET) return this.#list(at, rules, depth);
    return this.#scanner.value(at);
  }

  /** Of an excluded member the comma in front of it goes too; of the first ones those behind them. */
  #object(at: number, rules: FieldRules, depth: number): number {
    let hasKept = false;
    let previousEnd = at;
    /** Where the excluded members begin that no other precedes. */
    let firstFrom: number | undefined;
    const end = this.#scanner.members(at, (name, value, key) => {
      if (firstFrom !== undefined) this.#replace(firstFrom, key);
      firstFrom = undefined;
      const { treatment, inner } = rules.match(name);
      const to = treatment === undefined ? this.#value(value, inner, depth + 1) : this.#scanner.value(value);
      if (to === NOT_JSON) return NOT_JSON;
      if (treatment === "hash") this.#hash(value, to, inner);
      if (treatment !== "exclude") hasKept = true;
      else if (hasKept) this.#replace(previousEnd, to);
      else firstFrom = key;
      previousEnd = to;
      return to;
    });
    if (firstFrom !== undefined) this.#replace(firstFrom, previousEnd);
    return end;
  }

  #list(at: number, rules: FieldRules, depth: number): number {
    let next = this.#scanner.blanks(at + 1);
    if (this.#bytes[next] === CLOSE_BRACKET) return next + 1;
    for (;;) {
      const end = this.#value(next, rules, depth + 1);
      if (end === NOT_JSON) return NOT_JSON;
      next = this.#scanner.blanks(end);
      if (this.#bytes[next] === CLOSE_BRACKET) return next + 1;
      if (this.#bytes[next] !== COMMA) return NOT_JSON;
      next = this.#scanner.blanks(next + 1);
    }
  }

  /** @param inner what is excluded inside the value: then it is not in the hash either. */
  #hash(from: number, to: number, inner: FieldRules | undefined): void {
    const whole = this.#bytes.subarray(from, to);
    const value = inner === undefined ? whole : new Pass(whole, this.#salt).run(inner);
    if (value === undefined || value.equals(NULL)) return;
    const scanner = new JsonScanner(value);
    scanner.value(0);
    if (scanner.maxDepth > MAX_DEPTH) throw new NestedTooDeep();
    this.#replace(from, to, `"${hashOf(this.#salt, value.toString("utf8"))}"`);
  }
}

const NULL = Buffer.from("null");
