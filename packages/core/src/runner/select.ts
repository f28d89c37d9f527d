import { ConfigError } from "../errors/connector-error.js";

/**
 * The items that the patterns match, in the items' order: globs such as `product*`.
 *
 * @throws ConfigError for a pattern that matches nothing.
 */
export async function select<T extends { readonly name: string }>(
  items: readonly T[],
  patterns: readonly string[],
): Promise<T[]> {
  const { default: picomatch } = await import("picomatch"); // a tenth of the code of a connector, which few reads need
  const tests = patterns.map((pattern) => {
    const isMatch = picomatch(pattern, { bash: true, dot: true });
    return (name: string) => name === pattern || isMatch(name); // a name may have characters that globs use
  });
  for (const [index, test] of tests.entries()) {
    if (!items.some((item) => test(item.name))) {
      throw new ConfigError(
        `--streams: no stream matches "${patterns[index]}". Available: ${items.map((item) => item.name).join(", ")}.`,
      );
    }
  }
  return items.filter((item) => tests.some((test) => test(item.name)));
}
