/** Whether a value is a list, an object or a text. */
export function isIterable(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null);
}
