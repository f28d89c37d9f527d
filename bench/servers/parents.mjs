/** A list of parents in pages, and one list for each of them that fits on a page: each body has the number of its list's records. */
import { listen } from "./listen.mjs";

export const PARENTS = 5000;
const PER_PAGE = 100;
const CHILDREN = 3;

/** The fewest requests that can read both streams, and their records. */
export const requests = PARENTS / PER_PAGE + PARENTS;
export const records = PARENTS + PARENTS * CHILDREN;

export function startParents(latencyMs) {
  return listen(
    ({ pathname, searchParams }) => {
      const page = Number(searchParams.get("page") ?? 1);
      const parent = /^\/parents\/(\d+)\/children$/.exec(pathname)?.[1];
      const list =
        parent === undefined
          ? { total: PARENTS, perPage: PER_PAGE, first: 1 }
          : { total: CHILDREN, perPage: PER_PAGE, first: Number(parent) * CHILDREN };
      return { body: JSON.stringify({ total: list.total, results: rowsOf(list, page) }) };
    },
    { latencyMs },
  );
}

/** A page past the end is empty. */
function rowsOf({ total, perPage, first }, page) {
  const before = (page - 1) * perPage;
  const count = Math.max(0, Math.min(perPage, total - before));
  return Array.from({ length: count }, (_, index) => ({ id: first + before + index, name: "Northwind Trading" }));
}
