import type { SlicingDesign, StreamDesign } from "../design/design.js";
import type { BuiltStream } from "./built-stream.js";
import type { Scene } from "./scene.js";
import type { ReadStream } from "./stream.js";
import type { Templates } from "./templates.js";
import { boundsInSlice } from "./window.js";

/**
 * A stream may use a value of its parent's slice, as in `accounts/{account}/projects/{project}/tasks`. The parent's records
 * have to carry it then.
 */
export function withGrandparents<Read extends ReadStream>(
  read: Read,
  built: (name: string) => BuiltStream | undefined,
  { templates, window }: Scene,
): Read {
  const { slicing } = read.design;
  if (slicing === undefined) return read;
  const known = new Set([...namesOf(slicing), ...boundsInSlice(window)]);
  const wanted = slicesUsed(read.design).filter((name) => !known.has(name));
  if (wanted.length === 0) return read;
  return { ...read, design: { ...read.design, slicing: added(slicing, wanted, built, templates) } };
}

/** The values of the slice that the code of a stream reads. */
function slicesUsed({ path, query, headers, body, keep, map }: StreamDesign): readonly string[] {
  const text = JSON.stringify([path, query, headers, body, keep, map]).replaceAll('\\"', '"').replaceAll('\\"', '"');
  const found = text.matchAll(/\bslice(?:\.([A-Za-z_$][\w$]*)|\["([^"\\]+)"\])/g);
  return [...new Set([...found].flatMap(([, name, quoted]) => name ?? quoted ?? []))];
}

function namesOf(slicing: SlicingDesign): ReadonlySet<string> {
  switch (slicing.kind) {
    case "parent":
      return new Set(Object.keys(slicing.values));
    case "list":
      return new Set([slicing.as]);
    case "product":
    case "union":
      return new Set(slicing.of.flatMap((one) => [...namesOf(one)]));
    case "code":
      return new Set();
  }
}

function added(
  slicing: SlicingDesign,
  wanted: readonly string[],
  built: (name: string) => BuiltStream | undefined,
  templates: Templates,
): SlicingDesign {
  if (slicing.kind !== "parent") {
    templates.problem(`The slice lacks ${wanted.join(", ")}: add it in slices().`);
    return slicing;
  }
  const parent = built(slicing.stream)?.design;
  const known = parent?.slicing === undefined ? new Set<string>() : namesOf(parent.slicing);
  const values = wanted.map((name) => {
    const carries =
      parent?.addParentFields?.includes(name) === true || parent?.map?.code.includes(`"${name}"`) === true;
    if (!known.has(name))
      templates.problem(`The slice lacks ${name}, which is not in the parent's slice either: add it in slices().`);
    else if (!carries)
      templates.problem(`Its parent ${slicing.stream} has to add ${name} to its records: set addParentFields there.`);
    return [name, name] as const;
  });
  return { ...slicing, values: { ...slicing.values, ...Object.fromEntries(values) } };
}
