import { literal } from "./literal.js";
import { truthy } from "./truthy.js";

/** Whether a condition holds that came to this value: texts such as "false", "0" and "[]" are false too. */
export function isTrue(value: unknown): boolean {
  return value !== "false" && truthy(literal(value));
}
