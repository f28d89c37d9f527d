import type { Environment } from "../../project/environment.js";
import type { Field } from "./field.js";

/** A name for the variable that holds a secret, e.g. `VITALLY_SECRET_TOKEN`. @param taken names that hold others. */
export function proposedName(source: string, { path }: Pick<Field, "path">, taken: readonly string[]): string {
  const short = spelled([source, path.at(-1) ?? "secret"]);
  return taken.includes(short) ? spelled([source, ...path]) : short;
}

function spelled(words: readonly string[]): string {
  const name = words
    .join("_")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/\W+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase();
  return /^\d/.test(name) ? `_${name}` : name;
}

/**
 * Why a text is no name of a variable; undefined if it is one. A secret that is typed where its variable's name belongs must
 * not come through: so only capitals, and not even those without a `_`, as some vendors' keys are, unless it is set.
 */
export function unfitName(text: string, environment: Environment): string | undefined {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(text)) {
    return "The name of the variable, not the secret: capitals, digits and _, such as VITALLY_SECRET_TOKEN.";
  }
  if (text.includes("_") || environment[text] !== undefined) return undefined;
  return "That may be a secret and not a name: a variable that is not set yet needs a _ in its name.";
}
