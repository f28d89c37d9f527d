import { isEqual } from "./is-equal.js";

/** Whether a list has an item, an object a key, or a text a part. */
export function contains(container: unknown, item: unknown): boolean {
  if (typeof container === "string") return typeof item === "string" && container.includes(item);
  if (Array.isArray(container)) return container.some((one) => isEqual(one, item));
  return typeof container === "object" && container !== null && Object.hasOwn(container, String(item));
}
