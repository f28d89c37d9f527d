import type { FieldDesign } from "../../design/schema.js";
import { type Component, componentAt, listOf, parametersOf, textOf } from "../document/component.js";
import type { Scene } from "../scene.js";
import { isTemplate } from "../templates.js";

/** The primary key of a stream, and its fields with all of the key's among them. */
export function keyOf(
  stream: Component,
  fields: readonly FieldDesign[],
  scene: Scene,
): { readonly key: readonly string[]; readonly fields: readonly FieldDesign[] } {
  const paths = listOf(stream["primary_key"]).map((part) => listOf(part).flatMap((name) => textOf(name) ?? []));
  const names = paths.filter((path) => path.length > 0).map((path) => nameOf(path, stream, scene));
  if (names.includes(undefined)) return { key: [], fields };
  const key = [...new Set(names.flatMap((name) => name ?? []))].filter((name) => name !== "");
  const missing = key.filter((name) => fields.every((field) => field.name !== name));
  const added = missing.map((name): FieldDesign => ({ name, type: { is: "string" } }));
  // A key has one type; values of another one are still written as they are.
  const typed = fields.map((field) =>
    key.includes(field.name) && field.type.is === "json" ? { ...field, type: STRING } : field,
  );
  return { key, fields: [...added, ...typed] };
}

/** The fields that every record of a stream has: those of its key, and the cursor's. */
export function keyFieldsOf(stream: Component): readonly string[] {
  const key = listOf(stream["primary_key"]).flatMap((part) => listOf(part));
  const sync = componentAt(stream, "incremental_sync") ?? {};
  return [...key, ...listOf(sync["cursor_field"])].flatMap((name) => textOf(name) ?? []);
}

const STRING = { is: "string" } as const;

function nameOf(path: readonly string[], stream: Component, { templates }: Scene): string | undefined {
  const [name = "", ...rest] = path;
  if (rest.length > 0) {
    templates.problem(
      `Its key ${path.join(".")} is inside an object: add a field for it in map(), and make that the primary key.`,
    );
    return undefined;
  }
  if (!isTemplate(name)) return name;
  const text = templates.text(name, { what: "The primary key", parameters: parametersOf(stream), as: "text" });
  return typeof text === "string" ? text : undefined;
}
