import type { JsonValue } from "@sluice/core";
import { PythonLiteral } from "./python-literal.js";

/**
 * A value as the manifest's connector read it: a text that is a literal of Python becomes its value, e.g. `"12"` a number, `"None"`
 * null and `"['a']"` a list. Whole numbers that a double cannot hold stay texts.
 *
 * @param empty takes the place of a text that is empty and of a value that is not there.
 */
export function literal(value: unknown, empty: JsonValue = ""): JsonValue {
  if (value === undefined || value === "") return empty;
  if (typeof value !== "string") return value as JsonValue;
  const read = new PythonLiteral(value).value();
  return read === undefined ? value : read;
}
