import type { SlicingDesign, StreamDesign } from "../design/design.js";
import type { SettingDesign } from "../design/schema.js";
import type { BuiltStream } from "./built-stream.js";
import { type Component, componentAt, componentsAt, textAt } from "./document/component.js";
import { windowOf } from "./incremental/window.js";
import { withGrandparents } from "./partitions/grandparents.js";
import type { Scene } from "./scene.js";
import { streamOf } from "./stream.js";
import { Templates } from "./templates.js";

/** The streams of a manifest, read on demand: a child needs its parents first. */
export class Streams {
  readonly #settings: readonly SettingDesign[];
  readonly #listed: ReadonlyMap<string, Component>;
  /** In the order in which they are complete: parents precede their children. */
  readonly #built = new Map<string, BuiltStream>();
  readonly #open = new Set<string>();

  /** @param listed the components of the streams that the manifest lists, by name. */
  constructor(listed: ReadonlyMap<string, Component>, settings: readonly SettingDesign[]) {
    this.#listed = listed;
    this.#settings = settings;
  }

  get built(): readonly BuiltStream[] {
    return [...this.#built.values()];
  }

  /** Reads a stream that the manifest lists. */
  read(name: string): void {
    const component = this.#listed.get(name);
    if (component === undefined || this.#built.has(name)) return;
    this.#open.add(name);
    this.#built.set(name, this.#readAs(component, name));
    this.#open.delete(name);
  }

  #readAs(component: Component, name: string): BuiltStream {
    const templates = new Templates(this.#settings);
    const scene: Scene = { templates, window: windowOf(component), isPartitioned: isPartitioned(component) };
    const parents = new Set<string>();
    const known = (parent: string) => this.#built.get(parent);
    const read = streamOf(component, name, {
      scene,
      known,
      parentName: (parent) => this.#parent(parent, parents, templates),
    });
    return { ...withGrandparents(read, known), scene, parents: [...parents] };
  }

  /** The name of a parent: the listed stream if it is read in the same way, else a hidden one. */
  #parent(component: Component, parents: Set<string>, templates: Templates): string {
    const own = textAt(component, "name") ?? "parent";
    if (this.#open.has(own) && this.#listed.has(own)) {
      templates.problem(`Its parent ${own} has itself for a parent: write slices().`);
      return own;
    }
    this.read(own);
    this.#open.add(own);
    const candidate = this.#readAs(component, own);
    this.#open.delete(own);
    const name = this.#nameFor(own, candidate);
    parents.add(name);
    if (candidate.scene.templates.reasons.length > 0) templates.problem(`Its parent ${name} is not whole.`);
    if (!this.#built.has(name)) {
      const design: StreamDesign = { ...candidate.design, name, isHidden: true };
      this.#built.set(name, { ...candidate, design });
    }
    return name;
  }

  #nameFor(own: string, candidate: BuiltStream): string {
    for (let count = 0; ; count++) {
      const name = count === 0 ? own : `${own}_parent${count === 1 ? "" : `_${count}`}`;
      const known = this.#built.get(name);
      if (known === undefined || essence(known) === essence(candidate)) return name;
    }
  }
}

function isPartitioned(stream: Component): boolean {
  return componentsAt(componentAt(stream, "retriever") ?? {}, "partition_router").length > 0;
}

/** What decides which records a stream brings. */
function essence({ design, origin }: BuiltStream): string {
  const { method, path, query, headers, body, recordsAt, members, paging, slicing, keep, map, decode, cursor } = design;
  const parts = { method, path, query, headers, body, recordsAt, members, paging, slicing, keep, map, decode };
  return JSON.stringify({ ...parts, origin, cursor: cursor?.kind === "client-side" ? undefined : cursor });
}

/** The parents in a design, with those in products and unions. */
export function parentsIn(slicing: SlicingDesign | undefined): readonly Extract<SlicingDesign, { kind: "parent" }>[] {
  if (slicing?.kind === "parent") return [slicing];
  return slicing?.kind === "product" || slicing?.kind === "union" ? slicing.of.flatMap(parentsIn) : [];
}
