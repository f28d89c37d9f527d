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

/** The same time one grain earlier, in the same form; undefined for what is none. */
export function grainBefore(text: string): string | undefined {
  const ms = instantOf(text);
  if (Number.isNaN(ms)) return undefined;
  if (isNumber(text)) return String(Number(text) - 1);
  if (isDay(text)) return new Date(ms - 86_400_000).toISOString().slice(0, 10);
  const hasMillis = /\.\d/.test(text);
  const iso = new Date(ms - (hasMillis ? 1 : 1000)).toISOString();
  const separated = text.includes("T") ? iso : iso.replace("T", " ");
  const clock = hasMillis ? separated.slice(0, -1) : separated.slice(0, 19);
  const micros = /\.\d{6}/.test(text) ? `${clock}000` : clock;
  return `${micros}${/(Z|[+-]\d\d:?\d\d)$/.exec(text.slice(19))?.[0] ?? ""}`;
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
