import type { Design, StreamDesign } from "../design/design.js";
import { Expression, type Template } from "../design/expression.js";
import { InputError } from "../design/report.js";
import type { FieldDesign } from "../design/schema.js";
import type { Options } from "./options.js";
import { authParts, pagingParts } from "./parts.js";
import { authOf, baseUrlOf, nameOf, pagingOf, recordsAtOf, type StreamOption, streamOf } from "./read-options.js";

/**
 * The connector that the options describe.
 *
 * @throws InputError for what is missing, unknown, or does not go together.
 */
export function designOf(options: Options): Design {
  const name = nameOf(options.name);
  const title = titleOf(options.title, name);
  const { origin, prefix } = baseUrlOf(options.baseUrl);
  const signed = authParts(authOf(options.auth), title);
  const recordsAt = recordsAtOf(options.recordsAt);
  const kind = pagingOf(options.paging);
  if (recordsAt === "" && (kind === "cursor" || kind === "next-url")) {
    throw new InputError(
      `--paging ${kind} needs an object around the list that names the next page: name its field with --records-at, or take another --paging.`,
    );
  }
  const paging = pagingParts(kind, recordsAt !== "");
  const streams = streamsOf(options).map((stream) => ({
    ...stream,
    ...{ paging, recordsAt, path: [prefix, ...stream.path] },
  }));
  return { name, title, baseUrl: origin, documentationUrl: origin, ...signed, streams };
}

/** As people write it; by default the name with a capital letter. */
export function titleOf(title: string | undefined, name: string): string {
  return title || name.charAt(0).toUpperCase() + name.slice(1);
}

type Described = Omit<StreamDesign, "paging" | "recordsAt" | "path"> & {
  readonly path: readonly (string | Expression)[];
};

/** Streams of the command line: nothing is known of their records but the key, so the fields are a beginning. */
function streamsOf({ stream = [], incremental }: Options): readonly Described[] {
  if (stream.length === 0) {
    throw new InputError("There is no stream: name at least one, e.g. --stream users:/v1/users:id");
  }
  const given = stream.map(streamOf);
  refuseTwice(given);
  return inOrder(given, given).map((one) => described(one, given, incremental));
}

/** Parents first. */
function inOrder(streams: readonly StreamOption[], all: readonly StreamOption[]): readonly StreamOption[] {
  const depth = ({ path }: StreamOption) => parametersOf(path).length;
  for (const stream of streams) parentOf(stream, all);
  return streams.toSorted((one, other) => depth(one) - depth(other));
}

function described(stream: StreamOption, all: readonly StreamOption[], incremental: string | undefined): Described {
  const { name, path, key } = stream;
  const parent = parentOf(stream, all);
  const inherited = parametersOf(path);
  const fields = fieldsOf([...inherited, ...key], incremental);
  const facts = { name, description: `The list at /${path}.`, fields, path: templateOf(path) };
  const cursor = incremental && ({ kind: "client-side", field: incremental } as const);
  if (parent === undefined) return { ...facts, key, ...(cursor && { cursor }) };
  // The parent may call its own parameters otherwise.
  const own = parametersOf(parent.path).map((parameter, index) => [inherited[index] ?? parameter, parameter] as const);
  const values = Object.fromEntries([...own, [inherited.at(-1) ?? "", parent.key.at(-1) ?? "id"]]);
  return {
    ...facts,
    key: [...new Set([...inherited, ...key])],
    slicing: { kind: "parent", stream: parent.name, values },
    addParentFields: inherited,
    ...(cursor && { cursor }),
  };
}

function fieldsOf(key: readonly string[], incremental: string | undefined): readonly FieldDesign[] {
  const names = new Set([...key, "name", "created_at", ...(incremental ? [incremental] : [])]);
  const isTime = (name: string) => name === incremental || (name === "created_at" && !key.includes(name));
  return [...names].map((name) => ({ name, type: { is: isTime(name) ? "timestamp" : "string" } }));
}

function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}

/** `users/{id}/tags` → its texts and expressions. */
function templateOf(path: string): Exclude<Template, string> {
  return path.split(/(\{\w+\})/).flatMap((part): readonly (string | Expression)[] => {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name !== undefined) return [new Expression(`slice.${name}`)];
    return part === "" ? [] : [part];
  });
}

/**
 * The stream whose records have the last parameter of a path: its path is what is in front of the parameter.
 *
 * @throws InputError if there is none.
 */
function parentOf({ name, path }: StreamOption, all: readonly StreamOption[]): StreamOption | undefined {
  const at = path.lastIndexOf("{");
  if (at === -1) return undefined;
  const prefix = bare(path.slice(0, at));
  const parent = all.find((other) => bare(other.path) === prefix);
  if (parent !== undefined) return parent;
  throw new InputError(
    `"${name}" needs the values of ${path.slice(at, path.indexOf("}", at) + 1)}: add the list that has them, e.g. --stream parents:/${path.slice(0, at).replace(/\/$/, "")}:id`,
  );
}

/** Parameters may have other names in the parent's path. */
function bare(path: string): string {
  return path.replace(/\{\w+\}/g, "{}").replace(/\/+$/, "");
}

function refuseTwice(streams: readonly StreamOption[]): void {
  for (const what of ["name", "path"] as const) {
    const values = streams.map((stream) => stream[what]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new InputError(`Two streams have the ${what} "${twice}": give each its own.`);
  }
}
