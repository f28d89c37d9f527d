import type { KeyPath } from "../streams/stream.js";
import { concernOf, type PrivateColumns } from "./private-columns.js";

/**
 * Why the columns of a stream cannot be private as they should; undefined if they can.
 *
 * @param use.cursor empty where the stream is not read by one: else its values are in the saved state.
 */
export function privacyProblem(
  { rules }: PrivateColumns,
  { key, cursor }: { readonly key: readonly KeyPath[]; readonly cursor: KeyPath },
): string | undefined {
  for (const path of key) {
    const name = path.join(".");
    const concern = concernOf(rules, path);
    if (concern === "exclude") {
      return `${name} is of its key, by which rows are recognized, so it cannot be excluded. Hash it, or set another key.`;
    }
    if (concern === "hashed around") {
      return `${name} is of its key, and inside a value that is hashed. Hash ${name} itself.`;
    }
  }
  if (concernOf(rules, cursor) === undefined) return undefined;
  return (
    `${cursor.join(".")} is its cursor, whose values are in the saved state, so it can be neither excluded nor hashed. ` +
    "Set mode to full_refresh, or choose another cursor."
  );
}
