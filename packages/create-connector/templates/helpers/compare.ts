/** Below zero, zero or above for two numbers, texts or times; NaN, which no comparison holds for, for others. */
export function compare(one: unknown, other: unknown): number {
  const [left, right] = [one, other].map((value) => (value instanceof Date ? value.getTime() : value));
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "boolean";
  return isNumber(left) && isNumber(right) ? Number(left) - Number(right) : Number.NaN;
}
