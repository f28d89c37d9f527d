import { InputError } from "../../design/report.js";
import { type Component, isComponent } from "./component.js";
import type { JsonValue } from "./json.js";

/** Its names are those of settings or of the vendor, so that a text in it is never a reference. */
const OPAQUE = new Set(["airbyte_hidden"]);

/**
 * The manifest with each `$ref`, and each text that begins with `#/`, replaced by what it names. Fields next to a `$ref` win over
 * those of its target.
 *
 * @throws InputError for a reference to nothing, or to itself.
 */
export function withoutReferences(manifest: Component): Component {
  const resolved = new References(manifest).resolve(manifest);
  return isComponent(resolved) ? resolved : manifest;
}

class References {
  readonly #manifest: Component;
  readonly #open = new Set<string>();
  /** Many components name the same target, so each is resolved once. */
  readonly #known = new Map<string, JsonValue>();

  constructor(manifest: Component) {
    this.#manifest = manifest;
  }

  resolve(value: JsonValue): JsonValue {
    if (typeof value === "string") return value.startsWith("#/") ? this.#target(value) : value;
    if (Array.isArray(value)) return value.map((part: JsonValue) => this.resolve(part));
    if (!isComponent(value)) return value;
    const own = Object.entries(value).filter(([name]) => name !== "$ref");
    const resolved = Object.fromEntries(
      own.map(([name, part]) => [name, OPAQUE.has(name) ? part : this.resolve(part)] as const),
    );
    const reference = value["$ref"];
    if (reference === undefined) return resolved;
    const target = this.resolve(reference);
    return isComponent(target) ? { ...target, ...resolved } : target;
  }

  #target(reference: string): JsonValue {
    const known = this.#known.get(reference);
    if (known !== undefined) return known;
    if (this.#open.has(reference))
      throw new InputError(`Cannot use the manifest: the reference ${reference} leads to itself. Remove the circle.`);
    this.#open.add(reference);
    const target = this.resolve(this.#named(reference));
    this.#open.delete(reference);
    this.#known.set(reference, target);
    return target;
  }

  /** A name may have slashes itself, so the longest one that exists is taken. */
  #named(reference: string): JsonValue {
    let [rest, value] = [reference.slice(2), this.#manifest as JsonValue | undefined];
    while (rest !== "") {
      const whole = memberOf(value, rest);
      if (whole !== undefined) return whole;
      const [head = "", ...tail] = rest.split("/");
      value = memberOf(value, head);
      rest = tail.join("/");
      if (value === undefined || rest === "") break;
    }
    if (value !== undefined) return value;
    throw new InputError(`Cannot use the manifest: the reference ${reference} names nothing. Correct it.`);
  }
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(name)] as JsonValue | undefined;
  return isComponent(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
