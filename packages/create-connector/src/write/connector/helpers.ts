import { existsSync, readFileSync } from "node:fs";
import { InputError } from "../../design/report.js";

const FOLDER = new URL("../../../templates/helpers/", import.meta.url);

/** The text of a helper that a connector gets. @throws InputError if there is none of this name. */
export function helperText(name: string): string {
  const file = new URL(`${name}.ts`, FOLDER);
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new InputError(`The helper "${name}" does not exist. Please report it with the input of the generator.`);
}

/** The names that a helper exports. */
export function exportsOfHelper(name: string): readonly string[] {
  const found = helperText(name).matchAll(/^export (?:async )?(?:function\*?|const|class) ([\w$]+)/gm);
  return [...found].flatMap(([, exported]) => exported ?? []);
}

/** The helpers that helpers need, themselves included. */
export function withNeeded(names: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    for (const [, other] of helperText(name).matchAll(/from "\.\/([\w-]+)\.js"/g)) if (other !== undefined) add(other);
  };
  for (const name of names) add(name);
  return all;
}
