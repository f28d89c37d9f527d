import type { Environment } from "../../project/environment.js";
import type { SettingField } from "./field.js";

/** A name for the variable that holds a secret, e.g. `VITALLY_SECRET_TOKEN`. @param taken names of other variables. */
export function proposedName(source: string, { path }: Pick<SettingField, "path">, taken: readonly string[]): string {
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
 * Why a text is not accepted as the name of a variable; undefined if it is. A secret that is typed by mistake must not be
 * accepted: so only capitals and, because some keys are all capitals, only with a `_` or if the variable is set.
 */
export function unfitName(text: string, environment: Environment): string | undefined {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(text)) {
    return "Enter the name of the variable, not the secret: capitals, digits and _, such as VITALLY_SECRET_TOKEN.";
  }
  if (text.includes("_") || environment[text] !== undefined) return undefined;
  return "This may be a secret and not a name. Enter the name of a variable that is set, or one with a _ in it.";
}
