/** A list of 1,200 pages of one record behind a limit of 1,000 requests a minute: enforced, or only announced. */
import { startRecords } from "./records.mjs";

export const PAGES = 1200;
export const PER_MINUTE = 1000;
const WINDOW_MS = 60_000;

/** @param {"enforced" | "announced"} kind @returns the server, with the times of what it let through and the refusals. */
export async function startLimited(kind) {
  const seen = { passedMs: [], refused: 0 };
  const judge = { enforced: slidingWindow, announced: fixedWindow }[kind](seen);
  const server = await startRecords({ pages: PAGES, perPage: 1 }, (body) => {
    const nowMs = performance.now();
    const { isAllowed, headers } = judge(nowMs);
    if (isAllowed) {
      seen.passedMs.push(nowMs);
      return { headers, body: body() };
    }
    seen.refused++;
    return { status: 429, headers, body: '{"error":"too many requests"}' };
  });
  return { ...server, seen };
}

/** No 60 seconds may hold more; a refusal says when the next one will pass. */
function slidingWindow({ passedMs }) {
  return (nowMs) => {
    const oldestMs = passedMs.at(-PER_MINUTE);
    const waitMs = oldestMs === undefined ? 0 : oldestMs + WINDOW_MS - nowMs;
    if (waitMs <= 0) return { isAllowed: true, headers: {} };
    return { isAllowed: false, headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } };
  };
}

/** Minutes that begin with the first request. Each accepted response has the rest of the budget; a refusal has no hint. */
function fixedWindow() {
  let endMs = 0;
  let left = 0;
  return (nowMs) => {
    if (nowMs >= endMs) {
      endMs = nowMs + WINDOW_MS;
      left = PER_MINUTE;
    }
    if (left === 0) return { isAllowed: false, headers: {} };
    left--;
    const headers = {
      "x-ratelimit-limit": String(PER_MINUTE),
      "x-ratelimit-remaining": String(left),
      "x-ratelimit-reset": String(Math.ceil((endMs - nowMs) / 1000)),
    };
    return { isAllowed: true, headers };
  };
}
