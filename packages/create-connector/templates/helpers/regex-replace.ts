/** Every match of a regular expression replaced; `\\1` is its first group. */
export function regexReplace(text: string, expression: string, replacement: string): string {
  const by = replacement.replaceAll("$", "$$$$").replaceAll(/\\(\d)/g, "$$$1");
  return text.replaceAll(new RegExp(expression, "g"), by);
}
