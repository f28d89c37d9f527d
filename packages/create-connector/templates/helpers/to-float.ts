/** A number, as Python reads it; `other` for what is not a number. */
export function toFloat(value: unknown, other: unknown = 0): number {
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  const read = typeof value === "string" && value.trim() !== "" ? Number(value.replaceAll("_", "")) : Number.NaN;
  return Number.isNaN(read) ? Number(other) : read;
}
