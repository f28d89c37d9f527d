/** Numbers, times and durations as a report has them. */
import { type Html, html } from "./html.js";

export { counted, number } from "../cli/view/words.js";

/** The first one is for two days and more: 36 h are easier to read than 1 d 12 h. */
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** In its two largest units: 12 s, 3 min 20 s, 2 d 4 h. */
export function duration(ms: number): string {
  const at = UNITS.findIndex(([, unitMs]) => ms >= (unitMs === 86_400_000 ? 2 * unitMs : unitMs));
  const [name, unitMs] = UNITS[at] ?? ["s", 1_000];
  if (at < 0) return `${(ms / 1_000).toFixed(1)} s`;
  const [smaller, smallerMs] = UNITS[at + 1] ?? [];
  const rest = smallerMs === undefined ? 0 : Math.floor((ms % unitMs) / smallerMs);
  return `${Math.floor(ms / unitMs)} ${name}${rest === 0 ? "" : ` ${rest} ${smaller}`}`;
}

/** In UTC, to the minute. */
export function time(date: Date): Html {
  const text = date.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}

/** How long before the report was made. */
export function age(date: Date, madeAt: Date): string {
  const ms = Math.max(0, madeAt.getTime() - date.getTime());
  return ms < 60_000 ? "just now" : `${duration(ms).split(" ").slice(0, 2).join(" ")} ago`;
}
