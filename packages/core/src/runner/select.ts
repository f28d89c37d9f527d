import picomatch from "picomatch";
import { ConfigError } from "../errors/connector-error.js";

/**
 * The items that the patterns match, in the items' order: globs such as `product*`.
 *
 * @throws ConfigError for a pattern that matches nothing.
 */
export function select<T extends { readonly name: string }>(items: readonly T[], patterns: readonly string[]): T[] {
  const tests = patterns.map((pattern) => matcher(pattern));
  for (const [index, test] of tests.entries()) {
    if (!items.some((item) => test(item.name))) {
      throw new ConfigError(
        `--streams: no stream matches "${patterns[index]}". Available: ${items.map((item) => item.name).join(", ")}.`,
      );
    }
  }
  return items.filter((item) => tests.some((test) => test(item.name)));
}

/** A name matches itself, even if it has characters that globs use. */
function matcher(pattern: string): (name: string) => boolean {
  const isMatch = picomatch(pattern, { bash: true, dot: true });
  return (name) => name === pattern || isMatch(name);
}
