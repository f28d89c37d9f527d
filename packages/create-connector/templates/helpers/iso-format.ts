/** A time in UTC as ISO 8601 with `+00:00`: `2026-01-31T09:00:00+00:00`. @param unit how precise: `milliseconds`, `seconds`, … */
export function isoFormat(time: Date, separator = "T", unit = "auto"): string {
  const written = time.toISOString().replace("T", separator).slice(0, -1);
  return `${written.slice(0, written.length - (CUT[unit] ?? (time.getUTCMilliseconds() === 0 ? 4 : 0)))}${PADDED.test(unit) || (unit === "auto" && time.getUTCMilliseconds() !== 0) ? "000" : ""}+00:00`;
}

/** How many signs of `2026-01-31T09:00:00.000` a unit leaves out. */
const CUT: Readonly<Record<string, number>> = { microseconds: 0, milliseconds: 0, seconds: 4, minutes: 7, hours: 10 };
const PADDED = /^microseconds$/;
