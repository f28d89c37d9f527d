/** A Vitally with 100,000 accounts, sorted and paged as the real one; also `/parts/:parent`, a list of one record. */
import { listen } from "./listen.mjs";

export const ACCOUNTS = 100_000;
const PAGE = 100;
const NEWEST_MS = Date.parse("2026-10-01T00:00:00Z");

export function startVitally() {
  return listen(({ pathname, searchParams }) => {
    return { body: JSON.stringify(listOf(pathname, Number(searchParams.get("from") ?? 0))) };
  });
}

function listOf(pathname, start) {
  if (pathname.startsWith("/parts/")) return { results: [{ ...stamped(1), id: pathname.split("/").at(-1) }] };
  const end = Math.min(start + PAGE, ACCOUNTS);
  const results = Array.from({ length: end - start }, (_, index) => ({
    ...stamped(start + index),
    id: `account-${start + index}`,
    name: `Northwind Trading ${start + index}`,
  }));
  return { results, next: end < ACCOUNTS ? String(end) : null };
}

/** The same order by creation and by change: one every ten minutes. */
function stamped(index) {
  const time = new Date(NEWEST_MS - index * 600_000).toISOString();
  return { createdAt: time, updatedAt: time };
}
