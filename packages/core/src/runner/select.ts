import { ConfigError } from "../errors/connector-error.js";

/**
 * The items that the patterns name, in the items' order; `*` stands for any text.
 *
 * @throws ConfigError for a pattern that names nothing.
 */
export function select<T extends { readonly name: string }>(items: readonly T[], patterns: readonly string[]): T[] {
  const tests = patterns.map((pattern) => matcher(pattern));
  for (const [index, test] of tests.entries()) {
    if (!items.some((item) => test(item.name))) {
      throw new ConfigError(
        `--streams names "${patterns[index]}", which is no stream. There are: ${items.map((item) => item.name).join(", ")}.`,
      );
    }
  }
  return items.filter((item) => tests.some((test) => test(item.name)));
}

function matcher(pattern: string): (name: string) => boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name);
}
