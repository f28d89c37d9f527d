/** JSON as Python writes it: with a space behind each comma and colon, and in ASCII. */
export function jsonText(value: unknown, { isSorted = false }: { readonly isSorted?: boolean } = {}): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, { isSorted })).join(", ")}]`;
  if (typeof value === "object" && value !== null && !("isLosslessNumber" in value)) {
    const entries = Object.entries(value);
    if (isSorted) entries.sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([name, item]) => `${jsonText(name)}: ${jsonText(item, { isSorted })}`).join(", ")}}`;
  }
  const written = typeof value === "object" ? String(value) : JSON.stringify(value ?? null);
  return written.replaceAll(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
