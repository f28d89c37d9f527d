import { SystemError } from "../errors/connector-error.js";
import type { JsonValue } from "../protocol/json.js";
import type { TimeFormat } from "./time-format.js";

/** The parts of a local time that a pattern can have, with their length and their milliseconds. */
const PARTS = {
  yyyy: { digits: 4, grainMs: 365 * 86_400_000 },
  MM: { digits: 2, grainMs: 28 * 86_400_000 },
  dd: { digits: 2, grainMs: 86_400_000 },
  HH: { digits: 2, grainMs: 3_600_000 },
  mm: { digits: 2, grainMs: 60_000 },
  ss: { digits: 2, grainMs: 1000 },
  SSS: { digits: 3, grainMs: 1 },
} as const;

type Part = keyof typeof PARTS;
type LocalTime = Readonly<Record<Part, number>>;

const NEEDED: readonly Part[] = ["yyyy", "MM", "dd"];
const TOKEN = /yyyy|MM|dd|HH|mm|ss|SSS|'([^']*)'|[^A-Za-z']/y;
const START: LocalTime = { yyyy: 1970, MM: 1, dd: 1, HH: 0, mm: 0, ss: 0, SSS: 0 };

/**
 * A format of one's own, e.g. `pattern("yyyy/MM/dd HH:mm")` or `pattern("yyyyMMdd'T'HHmmss'Z'")`.
 *
 * Times are in UTC, or in the zone that is given where the API writes local ones, e.g. `America/New_York`. An hour that comes twice
 * when the clocks go back is read as the first of the two, so that no state covers the records of the second one.
 *
 * @param text of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`, other signs as they are, and letters in single quotes. Year, month
 *   and day are needed, because they are what makes a time an instant.
 * @throws SystemError for a pattern or a zone that does not exist.
 */
export function pattern(text: string, { zone = "UTC" }: { readonly zone?: string } = {}): TimeFormat {
  const tokens = tokensOf(text);
  const parts = tokens.filter((token): token is Part => token in PARTS);
  const missing = NEEDED.filter((part) => !parts.includes(part));
  if (missing.length > 0) throw new SystemError(`The time pattern "${text}" lacks ${missing.join(", ")}.`);
  const clock = new ZoneClock(zone);
  const reader = new RegExp(
    `^${tokens.map((token) => (isPart(token) ? `(\\d{${PARTS[token].digits}})` : escaped(token))).join("")}$`,
  );
  return Object.freeze({
    grainMs: Math.min(...parts.map((part) => PARTS[part].grainMs)),
    write: (ms: number) => {
      const local = clock.localOf(ms);
      return tokens
        .map((token) => (isPart(token) ? String(local[token]).padStart(PARTS[token].digits, "0") : token))
        .join("");
    },
    read: (value: JsonValue | undefined) => {
      const [, ...found] = (typeof value === "string" ? reader.exec(value) : undefined) ?? [];
      if (found.length === 0) return undefined;
      return clock.instantOf({
        ...START,
        ...Object.fromEntries(parts.map((part, index) => [part, Number(found[index])])),
      });
    },
  });
}

function isPart(token: string): token is Part {
  return token in PARTS;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** Parts by name, and all else as it is written. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new SystemError(`The time pattern "${text}" has "${text.slice(at)}", which is not a part of a time.`);
    tokens.push(match[1] ?? match[0]);
  }
  return tokens;
}

/** Local times of a zone. */
class ZoneClock {
  /** Undefined for UTC, whose times need no calendar of zones. */
  readonly #format: Intl.DateTimeFormat | undefined;

  constructor(zone: string) {
    this.#format = zone === "UTC" ? undefined : calendarOf(zone);
  }

  localOf(ms: number): LocalTime {
    const date = new Date(ms + this.#offsetMs(ms));
    return {
      yyyy: date.getUTCFullYear(),
      MM: date.getUTCMonth() + 1,
      dd: date.getUTCDate(),
      HH: date.getUTCHours(),
      mm: date.getUTCMinutes(),
      ss: date.getUTCSeconds(),
      SSS: date.getUTCMilliseconds(),
    };
  }

  /** The first instant that has this local time; one that the clocks skip is taken as if they had not. Undefined for no date. */
  instantOf({ yyyy, MM, dd, HH, mm, ss, SSS }: LocalTime): number | undefined {
    const asUtcMs = Date.UTC(yyyy, MM - 1, dd, HH, mm, ss, SSS);
    const date = new Date(asUtcMs);
    const isDate = date.getUTCMonth() === MM - 1 && date.getUTCDate() === dd && date.getUTCHours() === HH;
    if (!isDate || mm > 59 || ss > 59) return undefined;
    const offsetsMs = [-DAY_MS, DAY_MS].map((awayMs) => this.#offsetMs(asUtcMs + awayMs));
    const candidatesMs = offsetsMs.map((offsetMs) => asUtcMs - offsetMs).sort((one, other) => one - other);
    return candidatesMs.find((ms) => ms + this.#offsetMs(ms) === asUtcMs) ?? candidatesMs[0];
  }

  /** How far local time is ahead of UTC at an instant. */
  #offsetMs(ms: number): number {
    if (this.#format === undefined) return 0;
    const parts = this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  }
}

const DAY_MS = 86_400_000;

function calendarOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch (cause) {
    throw new SystemError(`"${zone}" is not a time zone. Use a name such as America/New_York.`, { cause });
  }
}
