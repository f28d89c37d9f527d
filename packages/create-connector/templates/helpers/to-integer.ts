/** A number without its fraction, as Python reads it; `other` for what is not a number. */
export function toInteger(value: unknown, other: unknown = 0): number {
  if (typeof value === "boolean" || typeof value === "number") return Math.trunc(Number(value));
  const read = typeof value === "string" && value.trim() !== "" ? Number(value.replaceAll("_", "")) : Number.NaN;
  return Number.isFinite(read) ? Math.trunc(read) : Number(other);
}
