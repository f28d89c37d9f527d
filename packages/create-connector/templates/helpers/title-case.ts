/** Each word with a capital first. */
export function titleCase(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/(^|[-\s({[<])(\S)/g, (_, before: string, sign: string) => before + sign.toUpperCase());
}
