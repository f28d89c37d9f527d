import type { CursorDesign, TimeFormatDesign } from "../design/cursor.js";
import type { Expression } from "../design/expression.js";
import { boundsOf } from "./bounds.js";
import { type Component, classOf, isTrueAt, textAt, textsAt, typeOf } from "./component.js";
import { configuredCursor } from "./cursor-code.js";
import { isNow, type Moment, momentCode, momentOf } from "./dates.js";
import { durationOf } from "./durations.js";
import { lengthOf } from "./lengths.js";
import type { RequestDesign } from "./requester.js";
import type { Scene } from "./scene.js";
import { code, needing } from "./templates.js";
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
  const { templates } = scene;
  const as = outgoingFormat(sync, scene);
  const fieldAs = readingFormat(sync);
  const earliest = momentOf(sync["start_datetime"]);
  const end = endOf(sync);
  const ofField = { field, ...(fieldAs === undefined || fieldAs === "isoMillis" ? {} : { fieldAs }) };
  const isClientSide = isTrueAt(sync, "is_client_side_incremental");
  const until =
    end === undefined ? undefined : within(field, { to: momentCode(end, templates, "The end of the time") });
  if (isTrueAt(sync, "is_data_feed") && !isClientSide)
    return { cursor: { kind: "descending", ...ofField }, ...kept(until) };
  const bounds = boundsOf(sync, request, scene);
  if (bounds === undefined) {
    const from =
      isClientSide && earliest !== undefined ? momentCode(earliest, templates, "The start of the time") : undefined;
    const keep =
      from === undefined
        ? until
        : within(field, { from, to: end && momentCode(end, templates, "The end of the time") });
    return { cursor: { kind: "client-side", ...ofField, ...(isClientSide ? {} : { emitsAll: true }) }, ...kept(keep) };
  }
  const start = earliest === undefined ? undefined : startCode(earliest, scene);
  const width = lengthOf(sync, "step", scene);
  const lookback = lengthOf(sync, "lookback_window", scene);
  const gap = width === undefined || !bounds.hasEnd ? undefined : durationOf(textAt(sync, "cursor_granularity") ?? "");
  const parts = {
    field,
    ...(isNamed(fieldAs) ? { fieldAs } : {}),
    as,
    ...bounds.parameters,
    ...(start === undefined ? {} : { earliest: start }),
  };
  const kind = bounds.hasEnd ? "window" : "since";
  if (width instanceof Object && "code" in width ? true : lookback instanceof Object && "code" in lookback)
    return {
      cursor: configuredCursor(kind, parts, { width: bounds.hasEnd ? width : undefined, gap, lookback }),
      ...kept(until),
    };
  const lengths = {
    ...(lookback === undefined ? {} : { lookback }),
    ...(width === undefined || !bounds.hasEnd ? {} : { width }),
    ...(gap === undefined ? {} : { gap }),
  };
  return { cursor: { kind, ...parts, ...lengths } as CursorDesign, ...kept(until) };
}

function kept(keep: Expression | undefined): { readonly keep?: Expression } {
  return keep === undefined ? {} : { keep };
}

/** Records without a time are kept. */
function within(
  field: string,
  { from, to }: { readonly from?: Expression; readonly to?: Expression | undefined },
): Expression {
  const limits = code`{ ${from === undefined ? "" : code`from: ${from}, `}${to === undefined ? "" : code`to: ${to}`} }`;
  const call = code`isWithin(record[${JSON.stringify(field)}], ${limits})`;
  return needsHelper(call);
}

function needsHelper(expression: Expression): Expression {
  return needing(expression, { helpers: ["instant-of"] });
}

/** An end that is not now: a setting, mostly. */
function endOf(sync: Component): Moment | undefined {
  const end = momentOf(sync["end_datetime"]);
  return end === undefined || isNow(end) || end.template === "" ? undefined : end;
}

function startCode(earliest: Moment, { templates }: Scene): Expression | undefined {
  const start = momentCode(earliest, templates, "The start of the time");
  const floor = momentOf(earliest.component["min_datetime"]);
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
