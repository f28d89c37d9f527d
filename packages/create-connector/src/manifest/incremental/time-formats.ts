import type { TimeFormatDesign } from "../../design/cursor.js";

const NAMED: Readonly<Record<string, TimeFormatDesign>> = {
  "%s": "epochSeconds",
  "%s_as_float": "epochSeconds",
  "%ms": "epochMillis",
  "%Y-%m-%d": "day",
  "%Y-%m-%dT%H:%M:%SZ": "isoSeconds",
  "%Y-%m-%dT%H:%M:%S.%fZ": "isoMillis",
  "%Y-%m-%dT%H:%M:%S.%_msZ": "isoMillis",
};

/** What stands for each part of a time in strptime, in a pattern of core. A time of core is always in UTC. */
const PARTS: Readonly<Record<string, string>> = {
  "%Y": "yyyy",
  "%m": "MM",
  "%d": "dd",
  "%H": "HH",
  "%M": "mm",
  "%S": "ss",
  "%f": "SSS000",
  "%_ms": "SSS",
  "%z": "+0000",
  "%Z": "'UTC'",
  "%T": "HH:mm:ss",
  "%F": "yyyy-MM-dd",
  "%%": "%",
};

/** A format of strptime as one of core's; undefined if core cannot write it. */
export function formatOf(strptime: string): TimeFormatDesign | undefined {
  const named = NAMED[strptime];
  if (named !== undefined) return named;
  const parts = strptime.match(/%_ms|%[A-Za-z%]|[A-Za-z]+|'|[^A-Za-z%']/g) ?? [];
  const tokens = parts.map((part) => (part.startsWith("%") ? PARTS[part] : /[A-Za-z]/.test(part) ? `'${part}'` : part));
  if (tokens.includes(undefined) || tokens.includes("'")) return undefined;
  const pattern = tokens.join("");
  return ["yyyy", "MM", "dd"].every((part) => pattern.includes(part)) ? { pattern } : undefined;
}

/** How core reads what is written in one of these formats. ISO 8601 in any spelling is one format to it. */
export function readingFormatOf(formats: readonly string[]): TimeFormatDesign | undefined {
  const [first] = formats.flatMap((format) => (isIso(format) ? ["isoMillis" as const] : (formatOf(format) ?? [])));
  return first;
}

/** Whether a format is a spelling of ISO 8601. */
export function isIso(strptime: string): boolean {
  return /^%Y-%m-%d($|[T ](%H|00):)/.test(strptime);
}

/** Whether a format reads any spelling of ISO 8601. */
export function readsIso(format: TimeFormatDesign): boolean {
  return format === "isoMillis" || format === "isoSeconds" || format === "day";
}

/** The code of a format. */
export function formatCode(format: TimeFormatDesign): { readonly code: string; readonly name: string } {
  if (typeof format === "string") return { code: format, name: format };
  return { code: `pattern(${JSON.stringify(format.pattern)})`, name: "pattern" };
}
