import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import { FieldRules, foldField } from "./fields.js";

/** How deep and how many the fields are among which the closest one is searched. */
const MAX_LEVELS = 5;
const MAX_FIELDS = 2_000;

/** Whether a schema declares a private field, or leaves open what is where it would be. */
export function isInSchema(field: string, schema: JsonObject): boolean {
  return isDeclared(FieldRules.of({ exclude: [field] }), schema);
}

function isDeclared(rules: FieldRules, schema: JsonValue | undefined): boolean {
  return objectsIn(schema).some(({ properties }) =>
    Object.entries(isJsonObject(properties) ? properties : {}).some(([name, inner]) => {
      const match = rules.match(name);
      return (
        match.treatment !== undefined ||
        (match.inner !== undefined && (isOpen(inner) || isDeclared(match.inner, inner)))
      );
    }),
  );
}

/** The field of a schema whose name is closest; undefined if none is close. */
export function closestIn(field: string, schema: JsonObject): string | undefined {
  const wanted = foldField(field);
  const maxDistance = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 4)); // two letters that are swapped are two
  let closest: string | undefined;
  let least = maxDistance + 1;
  for (const name of fieldsIn(schema, MAX_LEVELS).slice(0, MAX_FIELDS)) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = distanceOf(foldField(name), wanted);
    if (distance < least) [closest, least] = [name, distance];
  }
  return closest;
}

function fieldsIn(schema: JsonValue | undefined, levels: number): readonly string[] {
  if (levels === 0) return [];
  return objectsIn(schema).flatMap(({ properties }) =>
    Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, inner]) => [
      name,
      ...fieldsIn(inner, levels - 1).map((path) => `${name}.${path}`),
    ]),
  );
}

/** The schemas of objects in a schema: its own, those of its alternatives, and those of the items of lists. */
function objectsIn(schema: JsonValue | undefined): readonly JsonObject[] {
  if (!isJsonObject(schema)) return [];
  const { oneOf, anyOf, allOf, items } = schema;
  const others = [oneOf, anyOf, allOf, items].flatMap((other) => other ?? []);
  return [schema, ...others.flatMap(objectsIn)];
}

/** Whether a schema permits objects without saying what is in them. */
function isOpen(schema: JsonValue): boolean {
  const objects = objectsIn(schema);
  if (objects.some(({ properties }) => isJsonObject(properties))) return false;
  const types = objects.flatMap(({ type }) => type ?? []);
  return types.length === 0 || types.includes("object") || types.includes("array");
}

/** How many letters must be added, removed or replaced: the distance of Levenshtein. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++) {
      const replaced = (row[at] ?? 0) + (other[at] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
