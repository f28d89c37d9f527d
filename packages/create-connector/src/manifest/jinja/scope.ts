/** A value that is known when the connector is written. */
export type Constant = string | number | boolean | null | readonly Constant[] | { readonly [name: string]: Constant };

/** What is known of a value when the connector is written. `scalar`: a string, a number, null or undefined; `nothing`: missing. */
export type ValueType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "array"
  | "object"
  | "scalar"
  | "unknown"
  | "nothing";

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
  /**
   * What the root itself is: `object` for one whose members can be read by name, e.g. a `JsonObject`; `unknown`, the default, for any
   * JSON value, which the helper `at` reads.
   */
  readonly type?: ValueType;
  /** The type at a path below the root, e.g. `["credentials", "api_key"]`; undefined if TypeScript does not know it. */
  readonly typeOf?: (path: readonly string[]) => KnownType | undefined;
  /** Whether Python takes it for true, where that is known: a slice is there, and true unless it is empty. */
  readonly isTrue?: boolean;
  /** True where it has no members. */
  readonly isEmpty?: boolean;
}

/** Where a template stands. */
export interface Scope {
  /**
   * Jinja's name → what it is there, e.g. `{ config: { code: "config" }, stream_partition: { code: "slice" } }`. A name that is
   * not listed is unsupported.
   */
  readonly roots: Readonly<Record<string, Root>>;
  /** `$parameters`, whose values are known already. */
  readonly parameters?: Readonly<Record<string, Constant>>;
  /**
   * What the code must be:
   * - `value`, the default: a JSON value, read from the rendered text as a Python literal, as in `AddFields`;
   * - `json`: the same, but null instead of an empty text, as in the bodies and parameters of a request;
   * - `query`: the value of a query parameter; null and undefined omit it;
   * - `text`: a string, as in a URL, a header or a token;
   * - `path`: a value within core's tag `path`, which encodes it and refuses one that is missing.
   */
  readonly as?: "value" | "json" | "query" | "text" | "path";
}
