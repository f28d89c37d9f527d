import type { HttpResponse } from "@sluice/core";

const WINDOW_MS = 60_000;

/** Core reads these by itself. */
const HEADERS = ["retry-after", "ratelimit-reset", "x-ratelimit-reset"];

/** Seconds since the epoch, of 2001 to 2286. The text around them is ignored. */
const EPOCH_SECONDS = /\b\d{10}\b/;

/**
 * How long a 429 without a hint in its headers asks to wait, in milliseconds: until the second in its text. Never longer
 * than a window, which is a minute: a later second means that the two clocks disagree. Without a time in the text, a whole
 * window, because quick retries would be used up before it ends. Undefined for all other replies.
 */
export function waitInText({ status, headers, body }: HttpResponse, nowMs: number): number | undefined {
  if (status !== 429 || HEADERS.some((name) => headers[name])) return undefined;
  const [second] = EPOCH_SECONDS.exec(body.toString("utf8")) ?? [];
  if (second === undefined) return WINDOW_MS;
  return Math.min(WINDOW_MS, Math.max(0, Number(second) * 1000 - nowMs));
}
