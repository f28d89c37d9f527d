const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/** What each directive matches, and the part of a time that it says. */
const DIRECTIVES: Readonly<Record<string, readonly [pattern: string, part?: string]>> = {
  Y: ["\\d{4}", "year"],
  y: ["\\d{2}", "shortYear"],
  m: ["\\d{1,2}", "month"],
  d: ["\\d{1,2}", "day"],
  H: ["\\d{1,2}", "hour"],
  I: ["\\d{1,2}", "hour"],
  p: ["[AaPp][Mm]", "half"],
  M: ["\\d{1,2}", "minute"],
  S: ["\\d{1,2}", "second"],
  f: ["\\d{1,6}", "fraction"],
  _ms: ["\\d{1,6}", "fraction"],
  b: ["[A-Za-z]{3}", "monthName"],
  B: ["[A-Za-z]{3,9}", "monthName"],
  a: ["[A-Za-z]{3}"],
  A: ["[A-Za-z]{6,9}"],
  z: ["Z|[+-]\\d\\d:?\\d\\d", "zone"],
  Z: ["UTC|GMT"],
  "%": ["%"],
};

/**
 * The time that a text says in a format of Python's `strptime`, or of `strftime` for seconds and milliseconds; in UTC where it names
 * no zone.
 *
 * @throws RangeError if the text is not in that format.
 */
export function strptime(text: string, format: string): Date {
  const perSecond = UNITS[format];
  if (perSecond !== undefined) return new Date((Number(text) * 1000) / perSecond);
  const pattern = format
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll(/\s+/g, "\\s+")
    .replaceAll(/%(_ms|[A-Za-z%])/g, (directive, name: string) => {
      const [matched, part] = DIRECTIVES[name] ?? [directive];
      return part === undefined ? `(?:${matched})` : `(?<${part}>${matched})`;
    });
  const found = new RegExp(`^${pattern}$`, "i").exec(text)?.groups;
  const time = found === undefined ? Number.NaN : timeOf(found);
  if (Number.isNaN(time)) throw new RangeError(`${JSON.stringify(text)} is not a time in the format ${format}.`);
  return new Date(time);
}

/** Formats of a number, with how many of it are a second. */
const UNITS: Readonly<Record<string, number>> = {
  "%s": 1,
  "%s_as_float": 1,
  "%ms": 1000,
  "%epoch_microseconds": 1_000_000,
};

function timeOf(found: Readonly<Record<string, string | undefined>>): number {
  const numberOf = (name: string, other: number) => Number(found[name] ?? other);
  const shortYear = numberOf("shortYear", 0);
  const year = found["shortYear"] === undefined ? numberOf("year", 1900) : shortYear + (shortYear < 69 ? 2000 : 1900);
  const name = found["monthName"]?.slice(0, 3).toLowerCase();
  const month = name === undefined ? numberOf("month", 1) - 1 : MONTHS.indexOf(name) / 3;
  const half = found["half"]?.toLowerCase();
  const hour = half === undefined ? numberOf("hour", 0) : (numberOf("hour", 0) % 12) + (half === "pm" ? 12 : 0);
  const fractionMs = Number((found["fraction"] ?? "0").padEnd(3, "0").slice(0, 3));
  const [, sign = "+", hours = "0", minutes = "0"] = /^([+-])(\d\d):?(\d\d)$/.exec(found["zone"] ?? "") ?? [];
  const offsetMs = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const clock = [numberOf("day", 1), hour, numberOf("minute", 0), numberOf("second", 0), fractionMs] as const;
  return Date.UTC(year, month, ...clock) - offsetMs;
}
