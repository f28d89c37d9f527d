import type { JsonObject } from "@sluice/core";

/** A record, and what the API knows of it beyond: what its filters compare. */
export interface Row {
  readonly record: JsonObject;
  /** A text, or several of which one must fit. */
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
  /** Counted when the list is cut into pages, and then left out. */
  readonly isArchived?: boolean;
}

export function plain(record: JsonObject): Row {
  return { record, facts: {} };
}

/** The id of a row's record, as a text. */
export function idIn({ record }: Row): string {
  return String(record["id"]);
}
