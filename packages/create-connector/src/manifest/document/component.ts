import type { JsonObject, JsonValue } from "./json.js";

/** A part of a manifest whose references and parameters are resolved. */
export type Component = JsonObject;

/** Whether a value of a manifest is an object. */
export function isComponent(value: JsonValue | undefined): value is Component {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a name; undefined if there is none. */
export function componentAt(component: Component, name: string): Component | undefined {
  const value = component[name];
  return isComponent(value) ? value : undefined;
}

/** A text, or a number or boolean as Python writes it; undefined for anything else. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : undefined;
}

/** The text at a name. */
export function textAt(component: Component, name: string): string | undefined {
  return textOf(component[name]);
}

/** The number at a name, which may be written as a text. */
export function numberAt(component: Component, name: string): number | undefined {
  const value = component[name];
  const isNumber = typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()));
  return isNumber ? Number(value) : undefined;
}

/** Whether the value at a name is true. */
export function isTrueAt(component: Component, name: string): boolean {
  const value = component[name];
  return value === true || value === "true" || value === "True";
}

/** The list of a value: of one element if it is not a list, empty without a value. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
}

/** The objects of a list at a name. */
export function componentsAt(component: Component, name: string): readonly Component[] {
  return listOf(component[name]).filter(isComponent);
}

/** The texts of a list at a name. */
export function textsAt(component: Component, name: string): readonly string[] {
  return listOf(component[name]).flatMap((value) => textOf(value) ?? []);
}

/** The type of a component; an empty text if it has none. */
export function typeOf(component: Component | undefined): string {
  return (component === undefined ? undefined : textAt(component, "type")) ?? "";
}

/** The parameters of a component, its own and those that it inherited. */
export function parametersOf(component: Component | undefined): JsonObject {
  return (component === undefined ? undefined : componentAt(component, "$parameters")) ?? {};
}

/** The name of a Python class, without its module. */
export function classOf(component: Component): string {
  return textAt(component, "class_name")?.split(".").at(-1) ?? typeOf(component);
}
