import type { SlicingDesign, StreamDesign } from "../../design/design.js";
import type { BuiltStream, ReadStream } from "../built-stream.js";
import type { SliceNames } from "./slice-roots.js";

/** The stream of a name that is read already. */
export type KnownStreams = (name: string) => BuiltStream | undefined;

/** The values that the slices of a stream have; undefined if its own code makes them. */
export function sliceNamesOf(slicing: SlicingDesign | undefined, known: KnownStreams): SliceNames | undefined {
  if (slicing === undefined) return { own: new Set(), parents: new Set() };
  if (leavesOf(slicing).some(({ kind }) => kind === "code")) return undefined;
  const parents = leavesOf(slicing).map((leaf) => ofParent(leaf, known));
  if (parents.includes(undefined)) return undefined;
  return { own: namesOf(slicing), parents: new Set(parents.flatMap((names) => [...(names ?? [])])) };
}

/** What the slice of a leaf's parent has; undefined if only a run knows. */
function ofParent(leaf: SlicingDesign, known: KnownStreams): ReadonlySet<string> | undefined {
  const slicing = leaf.kind === "parent" ? known(leaf.stream)?.design.slicing : undefined;
  if (slicing === undefined) return new Set();
  return leavesOf(slicing).some(({ kind }) => kind === "code") ? undefined : namesOf(slicing);
}

/** A stream may use a value of its parent's slice, as in `accounts/{account}/projects/{project}/tasks`: its own slice gets it then. */
export function withGrandparents<Read extends ReadStream>(read: Read, known: KnownStreams): Read {
  const { slicing } = read.design;
  if (slicing === undefined) return read;
  const own = namesOf(slicing);
  const wanted = slicesUsed(read.design).filter((name) => !own.has(name));
  if (wanted.length === 0) return read;
  return { ...read, design: { ...read.design, slicing: inheriting(slicing, wanted, known) } };
}

/** The values of the slice that the code of a stream reads. */
function slicesUsed({ path, query, headers, body, keep, map }: StreamDesign): readonly string[] {
  const text = JSON.stringify([path, query, headers, body, keep, map]).replaceAll('\\"', '"').replaceAll('\\"', '"');
  const found = text.matchAll(/\bslice(?:\.([A-Za-z_$][\w$]*)|\["([^"\\]+)"\])/g);
  return [...new Set([...found].flatMap(([, name, quoted]) => name ?? quoted ?? []))];
}

/** Each parent whose slice has a wanted value passes it on. */
function inheriting(slicing: SlicingDesign, wanted: readonly string[], known: KnownStreams): SlicingDesign {
  if (slicing.kind === "product" || slicing.kind === "union")
    return { ...slicing, of: slicing.of.map((one) => inheriting(one, wanted, known)) };
  if (slicing.kind !== "parent") return slicing;
  const names = ofParent(slicing, known);
  const parentSlice = wanted.filter((name) => names?.has(name) === true);
  return parentSlice.length === 0 ? slicing : { ...slicing, parentSlice };
}

function leavesOf(slicing: SlicingDesign): readonly SlicingDesign[] {
  return slicing.kind === "product" || slicing.kind === "union" ? slicing.of.flatMap(leavesOf) : [slicing];
}

function namesOf(slicing: SlicingDesign): ReadonlySet<string> {
  const names = leavesOf(slicing).flatMap((leaf) => {
    if (leaf.kind === "list") return [leaf.as];
    return leaf.kind === "parent" ? [...Object.keys(leaf.values), ...(leaf.parentSlice ?? [])] : [];
  });
  return new Set(names);
}
