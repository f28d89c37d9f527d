import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { KeyPath } from "../streams/stream.js";
import { FieldRules, foldField, type PrivateFields, type Treatment } from "./fields.js";
import { saltCheck } from "./hash.js";
import type { PrivacyRecord } from "./privacy-record.js";
import { RecordFilter } from "./record-filter.js";

/** The private columns of one stream in one sync. */
export class PrivateColumns {
  /** As the user writes them. */
  readonly excluded: readonly string[];
  readonly hashed: readonly string[];
  readonly rules: FieldRules;
  readonly #salt: string;

  private constructor({ exclude = [], hash = [] }: PrivateFields, salt: string) {
    this.excluded = exclude;
    this.hashed = hash;
    this.rules = FieldRules.of({ exclude, hash });
    this.#salt = salt;
  }

  /** Undefined where no column is private. @param salt that there is one has been checked before: see `assertSalt`. */
  static of(fields: PrivateFields | undefined, salt: string | undefined): PrivateColumns | undefined {
    const { exclude = [], hash = [] } = fields ?? {};
    return exclude.length + hash.length === 0 ? undefined : new PrivateColumns({ exclude, hash }, salt ?? "");
  }

  /** Makes records without what is private in them. */
  get filter(): RecordFilter {
    return new RecordFilter(this.rules, this.#salt);
  }

  /** The fields that get columns: excluded ones get none, and those of hashed ones hold text. */
  schemaOf(schema: JsonObject): JsonObject {
    const { properties } = schema;
    if (!isJsonObject(properties)) return schema;
    const fields = Object.entries(properties).flatMap(([name, field]) => {
      const { treatment } = this.rules.match(name);
      if (treatment === "exclude") return [];
      return [[name, treatment === "hash" ? { type: "string" } : field] as const];
    });
    return { ...schema, properties: Object.fromEntries(fields) };
  }

  isExcluded(field: string): boolean {
    return this.rules.match(field).treatment === "exclude";
  }

  /** What the state of a table keeps of them. */
  get record(): PrivacyRecord {
    const sorted = (fields: readonly string[]) => [...new Set(fields.map(foldField))].sort();
    const salts = this.hashed.length === 0 ? [] : [saltCheck(this.#salt)];
    return { excluded: sorted(this.excluded), hashed: sorted(this.hashed), salts };
  }
}

/** How private fields concern the value at a path. */
export type Concern =
  /** It is private itself. */
  | Treatment
  /** It is inside a value that is hashed. */
  | "hashed around"
  /** A part of it is hashed. */
  | "hashed inside"
  | undefined;

/** How private fields concern a key or a cursor. Of an excluded part nothing is left to compare, wherever it is. */
export function concernOf(rules: FieldRules, path: KeyPath): Concern {
  if (path.length === 0) return undefined;
  let current = rules;
  for (const [index, name] of path.entries()) {
    const { treatment, inner }: ReturnType<FieldRules["match"]> = current.match(name);
    const isLast = index === path.length - 1;
    if (treatment === "hash" && !(isLast && inner?.has("exclude") === true)) return isLast ? "hash" : "hashed around";
    if (treatment !== undefined) return "exclude";
    if (inner === undefined) return undefined;
    current = inner;
  }
  return current.has("exclude") ? "exclude" : "hashed inside";
}
