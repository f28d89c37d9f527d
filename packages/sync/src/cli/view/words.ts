import { oneLine } from "./clean.js";

/** With commas: 8,807. */
export function number(value: number): string {
  return value.toLocaleString("en");
}

/** 1 record, 2 records. */
export function counted(value: number, thing: string): string {
  return `${number(value)} ${thing}${value === 1 ? "" : "s"}`;
}

/** 716/s, and of slow ones the first digit behind the point: 0.4/s. */
export function perSecond(rate: number): string {
  return `${rate >= 10 || rate === 0 ? number(Math.round(rate)) : rate.toFixed(1)}/s`;
}

/** To a tenth where it is short: 12.3 s. */
export function duration(ms: number): string {
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : roughly(ms);
}

/** To the second, and of hours to the minute: 12 s, 3 min 20 s, 1 h 4 min. */
export function roughly(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Local time: 12:03:20, with the date where that is another day. */
export function timeOfDay(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  const time = at.toTimeString().slice(0, 8);
  return at.toDateString() === now.toDateString() ? time : `${at.toLocaleDateString("sv")} ${time}`;
}

/** Not more than so many of them by name: users, warnings and 3 more. */
export function listed(all: readonly string[], most: number): string {
  const names = all.map(oneLine);
  if (names.length <= most + 1) return names.join(", "); // "and 1 more" is not shorter than the name
  return `${names.slice(0, most).join(", ")} and ${number(names.length - most)} more`;
}
