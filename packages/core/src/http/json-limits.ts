import { SystemError } from "../errors/connector-error.js";
import { type JsonScanner, NOT_JSON, TooDeepError } from "./scan.js";

/*
 * What a body may hold, apart from its bytes: 200 kB of gzip can be 210 MB of `{}`, which is 70 million records. Measured on Node
 * 20, in bytes of V8's heap: 107 for the view on a record, 64 for a parsed `{}`, 40 for `[]`, 104 for an object or a member where
 * all keys differ, and 8 for a scalar in an array, which is at most four times its text. So 16 pages at the limits, held at once
 * with all of their records parsed, take 1.4 GB (2.5 GB at worst) of a heap that is 2 GB on a machine of 8 GB, and 4 GB above 16.
 */

/** Levels of nesting: a value of 1,000, which is the limit of `sluice sync`, plus those of the body around it. */
export const MAX_DEPTH = 1100;

/** Records on one page: 54 MB of views. */
export const MAX_RECORDS = 500_000;

/** Arrays, objects and members in one record, and in all that surrounds the records: 104 MB at worst when it is parsed. */
export const MAX_NODES = 1_000_000;

/** The same in a body that is parsed whole, because a stream builds its records from it: 208 MB at worst. */
export const MAX_BODY_NODES = 2_000_000;

/** @throws SystemError if there are more of something than memory has room for. */
export function checkCount(count: number, max: number, what: string): void {
  if (count <= max) return;
  throw new SystemError(
    `The response cannot be read: it has more than ${max.toLocaleString("en")} ${what}, which do not fit in memory. ` +
      "Read smaller pages if the API has them; else please report it with the log.",
  );
}

/** What a scan returns. @throws SystemError in place of a TooDeepError. */
export function withinDepth<T>(scan: () => T): T {
  try {
    return scan();
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    throw new SystemError(
      `The response cannot be read: its JSON is nested more than ${MAX_DEPTH.toLocaleString("en")} levels deep. ` +
        "Check base_url and whether a proxy answers in the API's place; else please report it with the log.",
    );
  }
}

/** Scans a whole text. `undefined` if it is not JSON, else where its value starts and ends. @throws SystemError beyond a limit. */
export function scanWhole(
  scanner: JsonScanner,
  length: number,
): { readonly start: number; readonly end: number } | undefined {
  return withinDepth(() => {
    const start = scanner.blanks(0);
    const end = scanner.value(start);
    if (end === NOT_JSON || scanner.blanks(end) !== length) return undefined;
    checkCount(scanner.nodes, MAX_BODY_NODES, "values");
    return { start, end };
  });
}
