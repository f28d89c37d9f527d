/** Whether Python takes a value for true: null, 0 and all that is empty are false. */
export function truthy(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  return value instanceof Date || Object.keys(value).length > 0;
}
