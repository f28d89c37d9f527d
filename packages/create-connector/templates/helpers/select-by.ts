import type { JsonValue } from "@sluice/core";
import { at } from "./at.js";
import { isEqual } from "./is-equal.js";
import { itemsOf } from "./items-of.js";
import { truthy } from "./truthy.js";

/** The items whose field has a value; without one, those whose field Python takes for true. */
export function selectBy(value: unknown, attribute: unknown, ...wanted: readonly unknown[]): JsonValue[] {
  const path = String(attribute).split(".");
  return itemsOf(value).filter((item) => {
    const field = at(item, ...path);
    return wanted.length === 0 ? truthy(field) : isEqual(field, wanted[0]);
  });
}
