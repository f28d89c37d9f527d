import { isDeepStrictEqual } from "node:util";

/** Whether two JSON values are the same. */
export function isEqual(one: unknown, other: unknown): boolean {
  return one !== undefined && isDeepStrictEqual(one, other);
}
