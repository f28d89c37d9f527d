import * as core from "@sluice/core";

const KEYWORDS =
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null package private protected public return static super switch this throw true try typeof var void while with yield await arguments eval undefined";

const taken = new Set([...KEYWORDS.split(" "), ...Object.keys(core), "z"]);

/** `project_users` → `ProjectUsers`, of any text with a letter in it. */
export function pascal(text: string): string {
  return text
    .normalize("NFD")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")
    .replace(/^\d+/, "");
}

/** `project_users` → `project-users`, the name of a file. */
export function kebab(text: string): string {
  return text.replaceAll("_", "-");
}

/** `projectUsers`, `/v1/project-users` and the like → `project_users`. */
export function snake(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^[_\d]+|_+$/g, "")
    .toLowerCase();
}

/** The name of the vendor's source class: from the title, as people write it, else from the name. */
export function sourceClass({ name, title }: { readonly name: string; readonly title: string }): string {
  return free(pascal(title) || pascal(name), "Source");
}

/** The name of a stream's class, e.g. `ProjectUsers`. */
export function streamClass(stream: string): string {
  return free(pascal(stream), "List");
}

/** A name that hides neither a word of the language or its library, nor one of core. */
function free(name: string, suffix: string): string {
  return taken.has(name) || name in globalThis ? `${name}${suffix}` : name;
}
