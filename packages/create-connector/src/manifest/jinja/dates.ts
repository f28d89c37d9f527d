/** A time that a template says, as in `start_datetime`. */
export type TemplateDate =
  /** Of a setting; `fallback` is an ISO text in its place. */
  | { readonly kind: "config"; readonly path: readonly string[]; readonly fallback?: string; readonly format?: string }
  /** Now, or the start of the current day (UTC), so many ISO 8601 durations away: `-P30D`. `format` of strftime, if written. */
  | { readonly kind: "now" | "today"; readonly away?: string; readonly format?: string }
  | { readonly kind: "literal"; readonly text: string };

/** The form of a time; undefined if it is none of them. */
export function dateOf(_text: string): TemplateDate | undefined {
  return undefined;
}
