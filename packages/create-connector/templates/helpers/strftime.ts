const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const DAY_MS = 86_400_000;

/**
 * A time in UTC by a format of Python's `strftime`. In addition: `%s` seconds, `%ms` milliseconds and `%epoch_microseconds` since 1970,
 * and `%_ms` for the milliseconds of the second.
 */
export function strftime(time: Date, format: string): string {
  return format.replaceAll(/%(epoch_microseconds|s_as_float|_ms|ms$|-?[A-Za-z%])/g, (directive, name: string) => {
    const isShort = name.startsWith("-");
    const written = PARTS[isShort ? name.slice(1) : name]?.(time) ?? directive;
    return isShort ? written.replace(/^0+(?=\d)/, "") : written;
  });
}

function digits(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}

function dayOfYear(time: Date): number {
  return Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

/** Weeks since the first one that begins with a day of the week: 0 for Sunday, 1 for Monday. */
function weekOfYear(time: Date, first: number): number {
  return Math.floor((dayOfYear(time) + 6 - ((time.getUTCDay() - first + 7) % 7)) / 7);
}

/** The Thursday of the same week, which says the week's year. */
function thursday(time: Date): Date {
  return new Date(time.getTime() + (3 - ((time.getUTCDay() + 6) % 7)) * DAY_MS);
}

const PARTS: Readonly<Record<string, (time: Date) => string>> = {
  Y: (time) => String(time.getUTCFullYear()),
  y: (time) => digits(time.getUTCFullYear() % 100),
  m: (time) => digits(time.getUTCMonth() + 1),
  d: (time) => digits(time.getUTCDate()),
  e: (time) => String(time.getUTCDate()).padStart(2),
  H: (time) => digits(time.getUTCHours()),
  I: (time) => digits(time.getUTCHours() % 12 || 12),
  p: (time) => (time.getUTCHours() < 12 ? "AM" : "PM"),
  M: (time) => digits(time.getUTCMinutes()),
  S: (time) => digits(time.getUTCSeconds()),
  f: (time) => `${digits(time.getUTCMilliseconds(), 3)}000`,
  _ms: (time) => digits(time.getUTCMilliseconds(), 3),
  j: (time) => digits(dayOfYear(time), 3),
  a: (time) => (DAYS[time.getUTCDay()] ?? "").slice(0, 3),
  A: (time) => DAYS[time.getUTCDay()] ?? "",
  b: (time) => (MONTHS[time.getUTCMonth()] ?? "").slice(0, 3),
  B: (time) => MONTHS[time.getUTCMonth()] ?? "",
  w: (time) => String(time.getUTCDay()),
  u: (time) => String(time.getUTCDay() || 7),
  U: (time) => digits(weekOfYear(time, 0)),
  W: (time) => digits(weekOfYear(time, 1)),
  V: (time) => digits(Math.ceil(dayOfYear(thursday(time)) / 7)),
  G: (time) => String(thursday(time).getUTCFullYear()),
  F: (time) => strftime(time, "%Y-%m-%d"),
  T: (time) => strftime(time, "%H:%M:%S"),
  D: (time) => strftime(time, "%m/%d/%y"),
  R: (time) => strftime(time, "%H:%M"),
  c: (time) => strftime(time, "%a %b %e %H:%M:%S %Y"),
  z: () => "+0000",
  Z: () => "UTC",
  s: (time) => String(Math.floor(time.getTime() / 1000)),
  s_as_float: (time) => `${time.getTime() / 1000}${time.getTime() % 1000 === 0 ? ".0" : ""}`,
  ms: (time) => String(time.getTime()),
  epoch_microseconds: (time) => `${time.getTime()}000`,
  "%": () => "%",
};
