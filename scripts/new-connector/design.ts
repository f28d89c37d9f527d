/** What the generator knows of a connector before it writes it. */
export interface Design {
  /** As in `source-NAME`: lower-case letters and digits. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Scheme and host, without a path. */
  readonly baseUrl: string;
  readonly documentationUrl: string;
  readonly auth: Auth;
  readonly paging: Paging;
  readonly streams: readonly StreamDesign[];
}

export interface StreamDesign {
  readonly name: string;
  readonly description: string;
  /** Below the base URL, without a slash in front. */
  readonly path: string;
  /** The fields of the primary key; none if no field identifies a record. */
  readonly key: readonly string[];
  /** Where the list is in a reply: a dotted path, `""` for a bare array. */
  readonly recordsAt: string;
  readonly fields: readonly Field[];
  /** The field of the time of the last change, where the stream is read incrementally. */
  readonly incremental?: string;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly description?: string;
}

/** The words of core's record schemas. */
export type FieldType =
  | { readonly is: "string"; readonly oneOf?: string }
  | { readonly is: "integer" | "number" | "boolean" | "timestamp" | "date" | "json" | "openObject" }
  | { readonly is: "array"; readonly of: FieldType }
  | { readonly is: "object"; readonly fields: readonly Field[] };

export const AUTH_KINDS = ["bearer", "header", "query", "basic"] as const;

/** How requests are signed; `name` is that of the header or the parameter. */
export type Auth = { readonly kind: "bearer" | "basic" } | { readonly kind: "header" | "query"; readonly name: string };

export const PAGING_KINDS = ["cursor", "page", "offset", "next-url", "none"] as const;

export type Paging = (typeof PAGING_KINDS)[number];

/** The user's input is invalid; the message says what to write. */
export class InputError extends Error {}

/** How many records the fake has of each list, and how many of them a page holds: three pages. */
export const FAKE_RECORDS = 250;
export const PAGE_SIZE = 100;

/** Whether every reply is an object, which may say more than the records. */
export function hasEnvelope({ streams }: Pick<Design, "streams">): boolean {
  return streams.every(({ recordsAt }) => recordsAt !== "");
}
