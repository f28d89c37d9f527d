import prettyMilliseconds from "pretty-ms";
import { oneLine } from "./clean.js";

/** With commas: 8,807. Blank where there is none. */
export function number(value: number | undefined): string {
  return value?.toLocaleString("en") ?? "";
}

/** 1 record, 2 records. */
export function counted(value: number, thing: string): string {
  return `${number(value)} ${thing}${value === 1 ? "" : "s"}`;
}

export function sum<T>(items: readonly T[], part: (item: T) => number): number {
  return items.reduce((total, item) => total + part(item), 0);
}

/** Those parts that there are. */
export function joined(parts: readonly (string | false | undefined)[], between = ", "): string {
  return parts.filter(Boolean).join(between);
}

/** 716/s, and of slow ones the first digit behind the point: 0.4/s. Blank where there is none. */
export function perSecond(rate: number | undefined): string {
  if (rate === undefined) return "";
  return `${rate >= 10 || rate === 0 ? number(Math.round(rate)) : rate.toFixed(1)}/s`;
}

/** To a tenth where it is short, and else in two units: 12.3 s, 3 min 20 s, 1 h 4 min. */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const compact = prettyMilliseconds(ms, { unitCount: 2, secondsDecimalDigits: 0 });
  return compact.replaceAll(/(?<=\d)(?=[a-z])/g, " ").replace(" m", " min");
}

/** As a clock counts: 0:12, 3:20, 1:04:00. */
export function elapsed(ms: number): string {
  return prettyMilliseconds(ms, { colonNotation: true, secondsDecimalDigits: 0 });
}

/** A moment by the clock on the wall, e.g. `2026-07-30T12:00:00+02:00`. */
export function localTime(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const wall = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const away = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16);
  return `${wall}${minutes < 0 ? "-" : "+"}${away}`;
}

/** The same for a reader who is there: 12:03:20, with the date where that is another day. */
export function timeOfDay(atMs: number, nowMs: number): string {
  const [date, time] = localTime(new Date(atMs)).slice(0, 19).split("T");
  return date === localTime(new Date(nowMs)).slice(0, 10) ? `${time}` : `${date} ${time}`;
}

/** More names than that make a line that nobody reads. */
const NAMES = 5;

/** Not more than five of them by name: users, warnings and 3 more. */
export function listed(all: readonly string[]): string {
  const names = all.map(oneLine);
  if (names.length <= NAMES + 1) return names.join(", "); // "and 1 more" is not shorter than the name
  return `${names.slice(0, NAMES).join(", ")} and ${number(names.length - NAMES)} more`;
}
