import { type Component, componentAt, isComponent } from "./component.js";
import { CUSTOM_TYPES, DEFAULT_TYPES } from "./default-types.js";
import type { JsonObject, JsonValue } from "./json.js";

/** A stream's components with the types that follow from their places, and with the parameters that they inherit. */
export function withParameters(component: Component, place: string, inherited: JsonObject = {}): Component {
  const { $parameters: _own, ...members } = component;
  const typed = { ...typeAt(place, component), ...members };
  const parameters = { ...inherited, ...componentAt(component, "$parameters") };
  const type = typed["type"];
  if (type === "object" || (type !== undefined && typeof type !== "string")) return typed; // a JSON schema
  if (typeof type !== "string") return mapped(typed, (part) => typedPart(part, place, parameters));
  const filled = { ...typed, ...Object.fromEntries(inheritedOf(typed, parameters)) };
  const entries = Object.entries(filled).map(([name, part]): [string, JsonValue] => {
    const { [name]: _same, ...others } = parameters; // else a parameter would end up in itself
    return [name, deep(part, `${type}.${name}`, others)];
  });
  return {
    ...Object.fromEntries(entries),
    ...(Object.keys(parameters).length === 0 ? {} : { $parameters: parameters }),
  };
}

function typeAt(place: string, component: Component): { readonly type?: string } {
  const type = ("class_name" in component ? CUSTOM_TYPES : DEFAULT_TYPES)[place];
  return "type" in component || type === undefined ? {} : { type };
}

/** An explicit value wins, unless Python takes it for false. */
function inheritedOf(component: Component, parameters: JsonObject): readonly [string, JsonValue][] {
  return Object.entries(parameters).filter(([name]) => isFalse(component[name]));
}

function isFalse(value: JsonValue | undefined): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false || value === 0 || value === "";
}

function deep(part: JsonValue, place: string, parameters: JsonObject): JsonValue {
  if (Array.isArray(part)) {
    return part.map((one: JsonValue) => (isComponent(one) ? withParameters(one, place, parameters) : one));
  }
  return isComponent(part) ? withParameters(part, place, parameters) : part;
}

function typedPart(part: JsonValue, place: string, parameters: JsonObject): JsonValue {
  return isComponent(part) && !isFalse(part["type"]) ? withParameters(part, place, parameters) : part;
}

function mapped(component: Component, map: (part: JsonValue) => JsonValue): Component {
  return Object.fromEntries(Object.entries(component).map(([name, part]) => [name, map(part)]));
}
