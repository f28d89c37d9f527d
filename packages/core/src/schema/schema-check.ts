import type { JsonObject } from "../protocol/json.js";
import type { RecordSchema } from "./fields.js";

/**
 * Checks every record of one stream and changes none. A record that does not fit is passed on unchanged: the first mismatch of
 * each field is worth a warning, the rest are counted. Fields that the schema does not declare pass and are counted too.
 */
export class SchemaCheck {
  /** Field path → records in which it did not fit. */
  readonly mismatches = new Map<string, number>();
  /** Field name → records that carry it although the schema does not declare it. */
  readonly undeclared = new Map<string, number>();
  readonly #schema: RecordSchema;
  readonly #declared: ReadonlySet<string>;

  constructor(schema: RecordSchema) {
    this.#schema = schema;
    this.#declared = new Set(Object.keys(schema.shape));
  }

  /** Returns a text for each field that did not fit for the first time. */
  check(records: readonly JsonObject[]): string[] {
    const news: string[] = [];
    for (const record of records) {
      for (const name in record) if (!this.#declared.has(name)) count(this.undeclared, name);
      const result = this.#schema.safeParse(record);
      if (result.success) continue;
      const mismatches = new Map<string, string>();
      for (const { path, message } of result.error.issues) {
        const field = path.map((part) => (typeof part === "number" ? "[]" : String(part))).join(".");
        if (!mismatches.has(field)) mismatches.set(field, message);
      }
      for (const [field, message] of mismatches) {
        if (count(this.mismatches, field) === 1) news.push(`${field}: ${message}`);
      }
    }
    return news;
  }
}

function count(counts: Map<string, number>, name: string): number {
  const sum = (counts.get(name) ?? 0) + 1;
  counts.set(name, sum);
  return sum;
}
