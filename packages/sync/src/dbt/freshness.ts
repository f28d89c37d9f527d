/** How long ago the newest row may have come. */
export interface Freshness {
  readonly warnAfter: Age | undefined;
  readonly errorAfter: Age | undefined;
}

/** An age as dbt writes it. */
export interface Age {
  readonly count: number;
  readonly period: "minute" | "hour" | "day";
}

const PERIOD_MS: Readonly<Record<Age["period"], number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** An age in milliseconds. */
export function msOf({ count, period }: Age): number {
  return count * PERIOD_MS[period];
}

const PERIODS: Readonly<Record<string, Age["period"]>> = { m: "minute", h: "hour", d: "day" };

/** The age in `36h`, `90m` or `2d`; undefined in `none`. @throws RangeError if a text is none of these. */
export function ageIn(text: string): Age | undefined {
  if (text === "none") return undefined;
  const [, count, unit = ""] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  const period = PERIODS[unit];
  if (period === undefined) throw new RangeError(`"${text}" is not an age`);
  return { count: Number(count), period };
}
