import type { TimeFormatDesign } from "../../design/cursor.js";
import { Expression } from "../../design/expression.js";
import { type Component, isComponent, parametersOf, textAt, textOf } from "../document/component.js";
import type { JsonValue } from "../document/json.js";
import { dateOf, type TemplateDate } from "../jinja/index.js";
import { code, type Templates } from "../templates.js";
import { durationCode, durationOf } from "./durations.js";
import { formatCode, formatOf, isIso } from "./time-formats.js";

/** A time of a manifest: a text, or a `MinMaxDatetime` with its format. */
export interface Moment {
  readonly template: string;
  readonly format: string | undefined;
  readonly component: Component;
}

export function momentOf(value: JsonValue | undefined): Moment | undefined {
  if (!isComponent(value)) {
    const template = textOf(value);
    return template === undefined ? undefined : { template, format: undefined, component: {} };
  }
  const template = textAt(value, "datetime");
  const format = textAt(value, "datetime_format");
  return template === undefined
    ? undefined
    : { template, format: format === "" ? undefined : format, component: value };
}

/** Whether a time is now, give or take a day. */
export function isNow(moment: Moment): boolean {
  const date = dateOf(moment.template);
  if (date?.kind !== "now" && date?.kind !== "today") return false;
  const away = date.away === undefined ? undefined : durationOf(date.away.replace(/^-/, ""));
  return (
    away === undefined ||
    (away.unit !== "months" &&
      away.amount * { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }[away.unit] <= 86_400)
  );
}

/** The code of a time: an ISO text or milliseconds; undefined, with a reason, if it has none. */
export function momentCode(moment: Moment, templates: Templates, what: string): Expression | undefined {
  const date = dateOf(moment.template);
  const known = date === undefined ? undefined : dateCode(date, moment, templates, what);
  if (known !== undefined) return known;
  const text = templates.expression(moment.template, { what, parameters: parametersOf(moment.component), as: "text" });
  if (text === undefined) return undefined;
  const value = typeof text === "string" ? new Expression(JSON.stringify(text)) : text;
  return moment.format === undefined || isIso(moment.format) ? value : parsed(value, moment.format);
}

function dateCode(date: TemplateDate, moment: Moment, templates: Templates, what: string): Expression | undefined {
  if (date.kind === "literal") return literalDate(date.text, moment.format);
  if (date.kind !== "config") return awayCode(date);
  const format = date.format ?? moment.format;
  const template = `{{ config${date.path.map((name) => `['${name}']`).join("")} }}`;
  // A setting is in the form that its description says, which is ISO 8601 nearly always; `format` is that of the bounds.
  const isParsed = format !== undefined && !isIso(format) && date.format === undefined;
  const setting = templates.expression(template, { what, as: isParsed ? "text" : "value" });
  if (setting === undefined || typeof setting === "string") return undefined;
  const value = date.fallback === undefined ? setting : code`${setting} || ${JSON.stringify(date.fallback)}`;
  return isParsed ? parsed(value, format) : value;
}

function awayCode({ kind, away }: Exclude<TemplateDate, { kind: "config" | "literal" }>): Expression {
  const now = kind === "now" ? "Date.now()" : "Math.floor(Date.now() / 86_400_000) * 86_400_000";
  const isBefore = away?.startsWith("-") ?? false;
  const duration = away === undefined ? undefined : durationOf(away.replace(/^-/, ""));
  if (duration === undefined || duration.amount === 0) return new Expression(now);
  return new Expression(`later(${now}, ${durationCode(duration)}${isBefore ? ", -1" : ""})`, {
    imports: ["later", duration.unit],
  });
}

function literalDate(text: string, format: string | undefined): Expression {
  const isNumber = /^\d+(\.\d+)?$/.test(text) && text.length > 8;
  if (isNumber) return new Expression(String(Math.round(Number(text) * (format === "%ms" ? 1 : 1000))));
  const parts = format === undefined ? undefined : formatOf(format);
  const value = new Expression(JSON.stringify(text));
  return typeof parts === "object" && !isIso(format ?? "") && !/^\d{4}-\d\d-\d\d/.test(text)
    ? parsed(value, format ?? "")
    : value;
}

/** The milliseconds of a text in a format of its own; what is no such text is taken as it is. */
function parsed(value: Expression, strptime: string): Expression {
  const format = formatOf(strptime);
  const { code: reader, imports, helpers } = format === undefined ? readerOf(strptime) : formatExpression(format);
  return new Expression(`instantOf(${value.code}, ${reader})`, {
    imports: [...value.imports, ...imports],
    helpers: [...value.helpers, ...helpers, "instant-of"],
  });
}

function formatExpression(format: TimeFormatDesign): Expression {
  const { code, name } = formatCode(format);
  return new Expression(code, { imports: [name] });
}

/** A format that core cannot write, e.g. a month without a day. */
function readerOf(strptime: string): Expression {
  return new Expression(`{ read: (text) => strptime(String(text), ${JSON.stringify(strptime)}).getTime() }`, {
    helpers: ["strptime"],
  });
}
