import type { JsonObject } from "./json.js";

/** What is known of a value when the connector is written. `scalar`: a string, a number or null. */
export type ValueType = "string" | "integer" | "number" | "boolean" | "array" | "object" | "scalar" | "unknown";

/** The type of one setting, or of one value of a slice. */
export interface KnownType {
  readonly type: ValueType;
  /** Whether the value may be missing. */
  readonly isOptional?: boolean;
  /** True for a text that no Python literal looks like, e.g. a date: it keeps its type in a JSON body. */
  readonly isPlainText?: boolean;
}

/** A name that a template may begin with, in the TypeScript of its place. */
export interface Root {
  /** E.g. `config` or `slice`. */
  readonly code: string;
  /** What the root itself is; an object of unknown fields by default. */
  readonly type?: ValueType;
  /**
   * The type at a path below the root, e.g. `["credentials", "api_key"]`; undefined if TypeScript does not know it, so that it is read
   * without the compiler's help.
   */
  readonly typeOf?: (path: readonly string[]) => KnownType | undefined;
}

/** Where a template stands. */
export interface Scope {
  /**
   * Jinja's name → what it is there, e.g. `{ config: { code: "config" }, stream_partition: { code: "slice" } }`. A name that is
   * not listed is unsupported.
   */
  readonly roots: Readonly<Record<string, Root>>;
  /** `$parameters`, whose values are known already. */
  readonly parameters?: JsonObject;
  /** What the code must be: a JSON value (the default), the value of a query parameter, or a text. */
  readonly as?: "value" | "query" | "text";
}
