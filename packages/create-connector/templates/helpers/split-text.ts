/** The words of a text, or its parts at a separator, at most so many times. */
export function splitText(text: string, separator?: unknown, limit?: unknown): string[] {
  if (typeof separator !== "string") return text.split(/\s+/).filter((word) => word !== "");
  const parts = text.split(separator);
  if (typeof limit !== "number" || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}
