/** What the first group of a regular expression matches; empty if it does not. */
export function regexSearch(text: string, expression: string): string {
  return new RegExp(expression, "u").exec(text)?.[1] ?? "";
}
