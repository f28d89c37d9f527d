import type { CursorDesign, DurationDesign, TimeFormatDesign } from "../../design/cursor.js";
import type { Expression } from "../../design/expression.js";
import { objectOf, quoted } from "./code-text.js";
import { ofThis } from "./scope.js";
import type { SourceFile } from "./source-file.js";

type Part = readonly [name: string, code: string | undefined];
type Filter = Extract<CursorDesign, { kind: "since" | "window" }>;

/** The expression that makes a cursor. */
export function cursorCode(cursor: CursorDesign, file: SourceFile): string {
  const field: Part = ["field", quoted(cursor.field)];
  switch (cursor.kind) {
    case "client-side": {
      const emitsAll: Part = ["emitsAll", cursor.emitsAll === true ? "true" : undefined];
      return `new ${file.core("ClientSideCursor")}(${objectOf([field, fieldAs(cursor.fieldAs, file), emitsAll])})`;
    }
    case "descending": {
      const parts = [field, fieldAs(cursor.fieldAs, file), lookback(cursor.lookback, file)];
      return `new ${file.core("DescendingCursor")}(${objectOf(parts)})`;
    }
    case "since":
      return `new ${file.core("SinceCursor")}(${objectOf([field, ...bounds(cursor), ...filter(cursor, file)])})`;
    case "window": {
      const width: Part = ["width", cursor.width && durationCode(cursor.width, file)];
      const gap: Part = ["gap", cursor.gap && durationCode(cursor.gap, file)];
      const to: Part = ["to", cursor.to && quoted(cursor.to.param)];
      const [from, ...others] = bounds(cursor);
      const latest: Part = ["latest", cursor.latest && instantOption(cursor.latest, file)];
      const parts = [field, ...(from ? [from] : []), to, ...others, width, gap, ...filter(cursor, file), latest];
      return `new ${file.core("DateWindowCursor")}(${objectOf(parts)})`;
    }
    case "code":
      return ofThis(file.code(cursor.code));
  }
}

/** Where the bounds go. */
function bounds({ from }: Filter): readonly Part[] {
  return [
    ["from", quoted(from.param)],
    ["in", from.in === undefined || from.in === "query" ? undefined : quoted(from.in)],
  ];
}

/** The bounds that are values of the slice, for instants in milliseconds; none if they are parameters. */
export function boundsInSlice(
  cursor: CursorDesign | undefined,
  [fromMs, toMs]: readonly [from: string, to: string],
  file: SourceFile,
): readonly Part[] {
  if ((cursor?.kind !== "since" && cursor?.kind !== "window") || cursor.from.in !== "slice") return [];
  const written = (ms: string) => `${formatCode(cursor.as, file)}.write(${ms})`;
  const end = cursor.kind === "window" ? cursor.to : undefined;
  return [[cursor.from.param, written(fromMs)], ...(end ? [[end.param, written(toMs)] as const] : [])];
}

/** How times are written, and where they begin. */
function filter(cursor: Filter, file: SourceFile): readonly Part[] {
  const { as, fieldAs: own, earliest } = cursor;
  const isSame = formatKey(own) === formatKey(as) || (own === undefined && isIso(as));
  return [
    ["as", as === "isoMillis" ? undefined : formatCode(as, file)],
    ["fieldAs", isSame ? undefined : formatCode(own ?? "isoMillis", file)],
    ["earliest", earliest && instantOption(earliest, file)],
    lookback(cursor.lookback, file),
  ];
}

/** Core takes milliseconds and texts. */
function instantOption(instant: Expression, file: SourceFile): string {
  const code = file.code(instant);
  return `() => ${ofThis(code.startsWith("new Date(") ? `${code}.getTime()` : code)}`;
}

function fieldAs(format: TimeFormatDesign | undefined, file: SourceFile): Part {
  return ["fieldAs", format === undefined || isIso(format) ? undefined : formatCode(format, file)];
}

/** All ISO formats read each other's times. */
function isIso(format: TimeFormatDesign): boolean {
  return format === "isoMillis" || format === "isoSeconds" || format === "day";
}

function formatKey(format: TimeFormatDesign | undefined): string {
  return JSON.stringify(format);
}

/** A format of core. */
export function formatCode(format: TimeFormatDesign, file: SourceFile): string {
  return typeof format === "string" ? file.core(format) : `${file.core("pattern")}(${quoted(format.pattern)})`;
}

function lookback(duration: DurationDesign | undefined, file: SourceFile): Part {
  return ["lookback", duration && durationCode(duration, file)];
}

function durationCode({ amount, unit }: DurationDesign, file: SourceFile): string {
  return `${file.core(unit)}(${amount})`;
}
