/** One list, `/accounts?page=N`: the records differ in nothing but the numbers that make each its own. */
import { listen } from "./listen.mjs";

const KEPT_PAGES = 2000;

/**
 * @param {{ pages: number, perPage?: number, padding?: number, latencyMs?: number }} options `padding` in bytes, for
 *   records that are large; `latencyMs` is how long each reply takes.
 * @param {(body: () => Buffer) => { status?: number, headers?: Record<string, string>, body: string | Buffer }} [answer]
 *   what stands between a request and its page, such as a rate limit.
 */
export function startRecords({ pages, perPage = 100, padding = 0, latencyMs }, answer = (body) => ({ body: body() })) {
  const pad = "x".repeat(padding);
  const bodyOf = (page) => bodyOfPage({ page, pages, perPage, pad });
  // Pages are made beforehand, so that the server costs next to nothing while it is measured; too many would fill the memory.
  const kept = pages <= KEPT_PAGES ? Array.from({ length: pages }, (_, index) => bodyOf(index + 1)) : [];
  return listen(
    ({ searchParams }) => {
      const page = Number(searchParams.get("page") ?? 1);
      return answer(() => kept[page - 1] ?? bodyOf(page));
    },
    { latencyMs },
  );
}

/** A page past the end is empty. */
function bodyOfPage({ page, pages, perPage, pad }) {
  const first = page * perPage;
  const results = page > pages ? [] : Array.from({ length: perPage }, (_, index) => recordOf(first + index, pad));
  return Buffer.from(JSON.stringify({ results, hasMore: page < pages }));
}

/** About 0.9 kB without padding. */
function recordOf(id, pad) {
  return {
    id,
    externalId: `account-${id}`,
    name: `Northwind Trading ${id}`,
    createdAt: "2026-01-02T10:11:12.123Z",
    updatedAt: "2026-02-03T10:11:12.456Z",
    mrr: 1234.5 + id,
    healthScore: 7.25,
    usersCount: 12,
    isActive: true,
    owner: { id: `owner-${id % 50}`, name: "Ada Novak", email: "ada@example.com", licenseStatus: "active" },
    segments: [
      { id: "s-1", name: "Enterprise" },
      { id: "s-2", name: "Europe, Middle East and Africa" },
    ],
    traits: { plan: "pro", city: "København", renewalStage: "Negotiation", seats: 40, tags: ["a", "b", "c"] },
    description: "A customer since the first day, with a long text about what was agreed. ".repeat(5) + pad,
  };
}
