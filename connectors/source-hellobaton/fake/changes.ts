/** Ways in which a page may come out other than it should: for `FakeHellobaton.alter`. */
import type { JsonObject } from "@sluice/core";
import type { Envelope } from "./replies.js";

export type Change = (body: Envelope) => Envelope;

/** `next` and `previous` do not repeat the key. */
export const withoutKey: Change = (body) => ({ ...body, next: bare(body.next), previous: bare(body.previous) });

function bare(link: string | null): string | null {
  if (link === null) return null;
  const url = new URL(link);
  url.searchParams.delete("api_key");
  return url.href;
}

/** No rows although there are more to come. */
export const emptied: Change = (body) => ({ ...body, results: [] });

/** A row of the page before turns up here, and pushes this page's last one out. */
export function withRowInFront(row: JsonObject): Change {
  return (body) => ({ ...body, results: [row, ...body.results.slice(0, -1)] });
}

/** A field that no document knows. */
export const withExtraField: Change = (body) => ({
  ...body,
  results: body.results.map((row) => ({ ...row, health_score: { value: 0.75 } })),
});

/** Null wherever null is allowed, also inside nested objects and lists of them; ids stay. */
export const withNulls: Change = (body) => ({ ...body, results: body.results.map(nulled) });

function nulled(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (name === "id" || name === "_self") return [name, value];
      return [name, Array.isArray(value) ? value.map((item) => (isRow(item) ? nulled(item) : item)) : null];
    }),
  );
}

function isRow(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
