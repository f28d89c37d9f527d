const TIME =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|(?<![\d.-])\d{10}(?:\d{3})?(?![\d.-])/g;

/** The times in a text, and what is left of it without them. */
export function timesIn(text: string): { readonly rest: string; readonly times: readonly string[] } {
  return { rest: text.replace(TIME, "…"), times: text.match(TIME) ?? [] };
}

/** Whether two texts are the same instant, as far as the coarser of both says. */
export function isSameInstant(one: string, other: string): boolean {
  const [a, b] = [instantOf(one), instantOf(other)];
  if (isNumber(one) !== isNumber(other) || isDay(one) !== isDay(other)) return false;
  if (/\.\d/.test(one) === /\.\d/.test(other)) return a === b;
  return Math.floor(a / 1000) === Math.floor(b / 1000);
}

/** Whether a time is one grain before another one: a day, a millisecond where it has a fraction or is a number of them, else a second. */
export function isGrainBefore(one: string, other: string): boolean {
  if (isNumber(one) !== isNumber(other) || isDay(one) !== isDay(other)) return false;
  return instantOf(one) === instantOf(other) - grainOf(one);
}

/** Whether a time is now, and another one too, but cut to the second, the minute, the hour or the day. */
export function isNowCut(one: string, other: string): boolean {
  const [now, a, b] = [Date.now(), instantOf(one), instantOf(other)];
  const isNow = Math.floor(a / 1000) === Math.floor(now / 1000);
  return isNow && [1000, 60_000, 3_600_000, 86_400_000].some((grain) => b === now - (now % grain));
}

function grainOf(text: string): number {
  if (isDay(text)) return 86_400_000;
  return /\.\d/.test(text) || text.length === 13 ? 1 : 1000;
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

function instantOf(text: string): number {
  if (isNumber(text)) return text.length === 10 ? Number(text) * 1000 : Number(text);
  const iso = text.replace(" ", "T");
  return Date.parse(/T[\d:.]+$/.test(iso) ? `${iso}Z` : iso);
}
