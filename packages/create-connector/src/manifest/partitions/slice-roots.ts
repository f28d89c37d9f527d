import { type Root, UnsupportedExpression } from "../jinja/index.js";

/** A slice holds texts and numbers of the parents. */
export const SLICE: Root = { code: "slice", type: "object", typeOf: () => ({ type: "scalar" }) };

/** The values that the slices of a stream have. */
export interface SliceNames {
  readonly own: ReadonlySet<string>;
  /** Those of the parents' slices, which the slice gets where a template needs them. */
  readonly parents: ReadonlySet<string>;
}

/** The roots of a stream whose slices are known: any other value is missing. */
export function rootsWith(
  { own, parents }: SliceNames,
  roots: Readonly<Record<string, Root>>,
): Readonly<Record<string, Root>> {
  const entries = Object.entries(roots).map(([name, root]): [string, Root] => {
    if (root.code !== SLICE.code) return [name, root];
    const known = name === "parent_slice" ? parents : own;
    return [
      name,
      { ...root, typeOf: ([value = ""]) => ({ type: known.has(valueName(value)) ? "scalar" : "nothing" }) },
    ];
  });
  return Object.fromEntries(entries);
}

function valueName(name: string): string {
  if (name === "parent_slice") throw new UnsupportedExpression("the slice of a grandparent");
  return name;
}
