import type { CursorDesign, TimeFormatDesign } from "../../design/cursor.js";
import { Expression } from "../../design/expression.js";
import { type Component, classOf, isTrueAt, textAt, textsAt, typeOf } from "../document/component.js";
import { memberText } from "../jinja/index.js";
import type { RequestDesign } from "../request/requester.js";
import type { Scene } from "../scene.js";
import { code, needing } from "../templates.js";
import { type BoundsDesign, boundsOf } from "./bounds.js";
import { configuredCursor } from "./cursor-code.js";
import { isNow, momentCode, momentOf } from "./dates.js";
import { durationOf } from "./durations.js";
import { lengthOf } from "./lengths.js";
import { formatOf, readingFormatOf, readsIso } from "./time-formats.js";

/** How a stream is read incrementally, and which records lie outside the time that the config asks for. */
export interface IncrementalDesign {
  readonly cursor?: CursorDesign;
  readonly keep?: Expression;
}

/** Reads a `DatetimeBasedCursor`. */
export function incrementalOf(sync: Component | undefined, request: RequestDesign, scene: Scene): IncrementalDesign {
  if (sync === undefined) return {};
  const { templates } = scene;
  const field = textAt(sync, "cursor_field") ?? "";
  if (typeOf(sync) !== "DatetimeBasedCursor" || field === "") {
    templates.problem(`It is read in full: write a cursor for what the manifest calls ${classOf(sync)}.`);
    return {};
  }
  if (/[./{]/.test(field)) {
    templates.problem(`It is read in full: its cursor field ${field} is not a field of the record. Add one in map().`);
    return {};
  }
  return read(sync, field, request, scene);
}

function read(sync: Component, field: string, request: RequestDesign, scene: Scene): IncrementalDesign {
  const fieldAs = readingFormat(sync);
  const ofField = { field, ...(fieldAs === undefined || fieldAs === "isoMillis" ? {} : { fieldAs }) };
  const isClientSide = isTrueAt(sync, "is_client_side_incremental");
  const isFeed = isTrueAt(sync, "is_data_feed") && !isClientSide;
  if (isFeed && scene.window?.isInSlice !== true)
    return { cursor: { kind: "descending", ...ofField }, ...kept(within(field, { to: endCode(sync, scene) })) };
  const bounds = boundsOf(sync, request, scene);
  if (bounds !== undefined) return filtered(sync, field, bounds, scene);
  const limits = { from: isClientSide ? startCode(sync, scene) : undefined, to: endCode(sync, scene) };
  const cursor = { kind: "client-side" as const, ...ofField, ...(isClientSide ? {} : { emitsAll: true }) };
  return { cursor, ...kept(within(field, limits)) };
}

/** A cursor whose bounds are sent, or are values of the slice. */
function filtered(sync: Component, field: string, bounds: BoundsDesign, scene: Scene): IncrementalDesign {
  const isInSlice = bounds.from.in === "slice";
  const fieldAs = readingFormat(sync);
  const earliest = flooredStart(sync, scene);
  const width = lengthOf(sync, "step", scene);
  const lookback = lengthOf(sync, "lookback_window", scene);
  const isWindow = bounds.to !== undefined || width !== undefined;
  const gap = width === undefined || !isWindow ? undefined : durationOf(textAt(sync, "cursor_granularity") ?? "");
  const end = endCode(sync, scene);
  const parts = {
    field,
    ...(isNamed(fieldAs) ? { fieldAs } : {}),
    as: outgoingFormat(sync, scene),
    ...bounds,
    ...(earliest === undefined ? {} : { earliest }),
    ...(end === undefined || !isWindow ? {} : { latest: end }),
  };
  const kind = isWindow ? "window" : "since";
  const lengths = { width: isWindow ? width : undefined, gap, lookback };
  const isFiltered = ["is_client_side_incremental", "is_data_feed"].some((name) => isTrueAt(sync, name));
  const from = isInSlice && isFiltered ? new Expression(`slice${memberText(bounds.from.param)}`) : undefined;
  const keep = kept(within(field, { from, to: isWindow ? undefined : end }));
  if ([width, lookback].some((length) => length instanceof Expression))
    return { cursor: configuredCursor(kind, parts, lengths), ...keep };
  const known = Object.entries(lengths).filter(([, length]) => length !== undefined);
  return { cursor: { kind, ...parts, ...Object.fromEntries(known) } as CursorDesign, ...keep };
}

function kept(keep: Expression | undefined): { readonly keep?: Expression } {
  return keep === undefined ? {} : { keep };
}

/** Records without a time are kept. */
function within(
  field: string,
  { from, to }: { readonly from?: Expression | undefined; readonly to?: Expression | undefined },
): Expression | undefined {
  if (from === undefined && to === undefined) return undefined;
  const limits = code`{ ${from === undefined ? "" : code`from: ${from}, `}${to === undefined ? "" : code`to: ${to}`} }`;
  const call = code`isWithin(record[${JSON.stringify(field)}], ${limits})`;
  return needsHelper(call);
}

function needsHelper(expression: Expression): Expression {
  return needing(expression, { helpers: ["instant-of"] });
}

/** An end that is not now: a setting, mostly. */
function endCode(sync: Component, { templates }: Scene): Expression | undefined {
  const end = momentOf(sync["end_datetime"]);
  if (end === undefined || isNow(end) || end.template === "") return undefined;
  return momentCode(end, templates, "The end of the time");
}

function startCode(sync: Component, { templates }: Scene): Expression | undefined {
  const start = momentOf(sync["start_datetime"]);
  return start === undefined ? undefined : momentCode(start, templates, "The start of the time");
}

function flooredStart(sync: Component, scene: Scene): Expression | undefined {
  const start = startCode(sync, scene);
  const { templates } = scene;
  const floor = momentOf(momentOf(sync["start_datetime"])?.component["min_datetime"]);
  if (floor === undefined || start === undefined) return start;
  const least = momentCode(floor, templates, "The earliest start");
  return least === undefined ? start : needsHelper(code`latestOf(${start}, ${least})`);
}

function outgoingFormat(sync: Component, { templates }: Scene): TimeFormatDesign {
  const strptime = textAt(sync, "datetime_format") ?? "";
  const format = formatOf(strptime);
  if (format === undefined) templates.problem(`Its times are written as ${strptime}: write a TimeFormat for that.`);
  return format ?? "isoMillis";
}

function readingFormat(sync: Component): TimeFormatDesign | undefined {
  const formats = textsAt(sync, "cursor_datetime_formats");
  return readingFormatOf(formats.length > 0 ? formats : textsAt(sync, "datetime_format"));
}

/** A design without `fieldAs` means ISO 8601, whatever the format of its bounds. */
function isNamed(fieldAs: TimeFormatDesign | undefined): fieldAs is TimeFormatDesign {
  return fieldAs !== undefined && !readsIso(fieldAs);
}
