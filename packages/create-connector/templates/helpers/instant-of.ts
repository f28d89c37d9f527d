import { epochMillis, epochSeconds, isoMillis, type JsonValue, type TimeFormat } from "@sluice/core";

/** The instant of a text in a format of its own, in milliseconds; a text in ISO 8601 is returned as it is. */
export function instantOf(value: unknown, format: Pick<TimeFormat, "read">): number | string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const ms = format.read(value as JsonValue);
  return ms ?? String(value);
}

/** The later one of two times, each in milliseconds or in ISO 8601. */
export function latestOf(...times: readonly unknown[]): number | undefined {
  const instants = times.flatMap((time) => msOf(time) ?? []);
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/** Whether a record's time is within limits; a time that cannot be read is. */
export function isWithin(value: unknown, { from, to }: { readonly from?: unknown; readonly to?: unknown }): boolean {
  const ms = msOf(value);
  if (ms === undefined) return true;
  const [fromMs, toMs] = [msOf(from), msOf(to)];
  return (fromMs === undefined || ms >= fromMs) && (toMs === undefined || ms <= toMs);
}

/** Numbers below this are seconds: as milliseconds they would be in the year 1973 or before. */
const LEAST_MS = 100_000_000_000;

function msOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const time = value as JsonValue;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return (seconds < LEAST_MS ? epochSeconds : epochMillis).read(time);
  return isoMillis.read(time);
}
