import type { SlicingDesign } from "../../design/design.js";
import { Expression, type Value } from "../../design/expression.js";
import {
  type Component,
  classOf,
  componentAt,
  componentsAt,
  isComponent,
  listOf,
  parametersOf,
  textAt,
  textOf,
  textsAt,
  typeOf,
} from "../document/component.js";
import type { JsonValue } from "../document/json.js";
import { parameterOf } from "../request/options.js";
import { type Scene, sliceRoots } from "../scene.js";
import { code, isTemplate, unwritten } from "../templates.js";

/** How a stream is partitioned, and which parts of its requests are values of the slice. */
export interface PartitionDesign {
  readonly slicing?: SlicingDesign;
  readonly query: Readonly<Record<string, Value>>;
  readonly headers: Readonly<Record<string, Value>>;
  readonly body: Readonly<Record<string, Value>>;
}

/** The name of the stream that a parent's component becomes, which is read first. */
export type ParentNames = (stream: Component) => string;

const NOTHING: PartitionDesign = { query: {}, headers: {}, body: {} };

/** Reads the partition routers of a retriever: all combinations, if there are several. */
export function partitionsOf(routers: JsonValue | undefined, parents: ParentNames, scene: Scene): PartitionDesign {
  const designs = listOf(routers)
    .filter(isComponent)
    .map((router) => partitionOf(router, parents, scene));
  return combined(designs, "product");
}

/** The bounds of a window that are values of the slice, where an option sends them too. */
export function boundsSent(sync: Component | undefined, scene: Scene): PartitionDesign {
  const { window } = scene;
  if (sync === undefined || window?.isInSlice !== true) return NOTHING;
  return combined(
    [
      sent(componentAt(sync, "start_time_option"), "window_from", scene),
      sent(componentAt(sync, "end_time_option"), "window_to", scene),
    ],
    "product",
  );
}

/** The values of all, and all combinations of their slices, or those of one after the other. */
export function combined(designs: readonly PartitionDesign[], kind: "product" | "union"): PartitionDesign {
  const slicings = designs.flatMap(({ slicing }) => slicing ?? []);
  const [first, ...others] = slicings;
  const options = {
    query: Object.assign({}, ...designs.map(({ query }) => query)),
    headers: Object.assign({}, ...designs.map(({ headers }) => headers)),
    body: Object.assign({}, ...designs.map(({ body }) => body)),
  };
  if (first === undefined) return options;
  return { ...options, slicing: others.length === 0 ? first : { kind, of: slicings } };
}

function partitionOf(router: Component, parents: ParentNames, scene: Scene): PartitionDesign {
  switch (typeOf(router)) {
    case "ListPartitionRouter":
      return listPartitions(router, scene);
    case "SubstreamPartitionRouter":
      return parentPartitions(router, parents, scene);
    default: {
      const todo = `Write slices(): the manifest calls ${classOf(router)}.`;
      scene.templates.problem(todo);
      return { ...NOTHING, slicing: { kind: "code", code: unwritten(todo) } };
    }
  }
}

function listPartitions(router: Component, scene: Scene): PartitionDesign {
  const as = textAt(router, "cursor_field") ?? "partition";
  const option = componentAt(router, "request_option");
  return { ...sent(option, partitionValue(as), scene), slicing: { kind: "list", as, values: valuesOf(router, scene) } };
}

function valuesOf(router: Component, scene: Scene): readonly (string | number)[] | Expression {
  const values = router["values"];
  const place = { what: "The list of partitions", parameters: parametersOf(router), as: "value" as const };
  if (typeof values !== "string") {
    const known = listOf(values).map((value) =>
      typeof value === "string" && isTemplate(value) ? scene.templates.value(value, place) : value,
    );
    if (known.every((value) => typeof value === "string" || typeof value === "number")) return known;
    const codes = known.map((value) =>
      value instanceof Expression ? value : new Expression(JSON.stringify(value ?? null)),
    );
    return code`[${codes.reduce((one, other) => code`${one}, ${other}`)}]`;
  }
  const value = scene.templates.value(values, place);
  if (value instanceof Expression) return value;
  const list = listOf(value as JsonValue).flatMap((one) => textOf(one) ?? []);
  return list;
}

function parentPartitions(router: Component, parents: ParentNames, scene: Scene): PartitionDesign {
  const designs = componentsAt(router, "parent_stream_configs").map((config) =>
    parentPartition(config, parents, scene),
  );
  return combined(designs, "union");
}

function parentPartition(config: Component, parents: ParentNames, scene: Scene): PartitionDesign {
  const as = nameAt(config, "partition_field", scene);
  const stream = componentAt(config, "stream");
  const option = sent(componentAt(config, "request_option"), partitionValue(as), scene);
  if (stream === undefined) {
    scene.templates.problem("Write slices(): the manifest names no parent.");
    return option;
  }
  if (textsAt(config, "lazy_read_pointer").length > 0)
    scene.templates.problem("The parent's record has the first page of this stream: read it from there in slices().");
  const extra = listOf(config["extra_fields"]).map((path) => textsOf(path));
  const values = {
    [as]: parentPath(nameAt(config, "parent_key", scene), scene),
    ...Object.fromEntries(extra.map((path) => [path.join("."), path.join(".")] as const)),
  };
  return { ...option, slicing: { kind: "parent", stream: parents(stream), values } };
}

function textsOf(value: JsonValue): readonly string[] {
  return listOf(value).flatMap((one) => textOf(one) ?? []);
}

/** Airbyte's paths have slashes; a dot belongs to a name, which no path of core can say. */
function parentPath(key: string, { templates }: Scene): string {
  const path = key
    .split("/")
    .filter((name) => name !== "")
    .join(".");
  if (path === "" || /[*.]/.test(key)) templates.problem(`The parent's key ${key} is not one field: write slices().`);
  return path;
}

function nameAt(config: Component, name: string, { templates }: Scene): string {
  const text = textAt(config, name) ?? "";
  if (!isTemplate(text)) return text;
  const result = templates.text(text, { what: `The name ${name}`, parameters: parametersOf(config), as: "text" });
  if (typeof result === "string") return result;
  templates.problem(`The name ${name} depends on a setting: ${text}.`);
  return text;
}

function partitionValue(name: string): string {
  return `stream_partition['${name}']`;
}

/** Where a value of the slice is sent. */
function sent(option: Component | undefined, value: string, scene: Scene): PartitionDesign {
  if (option === undefined) return NOTHING;
  const parameter = parameterOf(option, scene.templates, "The parameter of the partition");
  const code = scene.templates.expression(`{{ ${value} }}`, {
    what: "The partition",
    roots: sliceRoots(scene),
    as: parameter?.in === "header" ? "text" : "query",
  });
  if (parameter === undefined || code === undefined) return NOTHING;
  const values = { [parameter.param]: code };
  if (parameter.in === "header") return { ...NOTHING, headers: values };
  return parameter.in === "body" ? { ...NOTHING, body: values } : { ...NOTHING, query: values };
}
