import type { StreamDesign } from "../design/design.js";
import { Expression, type Template, type Value } from "../design/expression.js";
import type { PagingDesign } from "../design/paging.js";
import type { StreamOutcome } from "../design/report.js";
import type { FieldDesign } from "../design/schema.js";
import { changeField, cursorOf } from "./cursors.js";
import type { ListDraft } from "./draft.js";
import { type ApiParameter, sourceOf } from "./operations.js";
import { partsOf } from "./path.js";
import type { Resolution } from "./resolution.js";
import { templateOf } from "./template.js";
import { sentence } from "./words.js";

/** What a stream takes from the whole API. */
export interface StreamContext {
  readonly prefix: readonly (string | Expression)[];
  readonly baseUrl?: Template;
  /** Parameters of each request. */
  readonly query: Readonly<Record<string, Value>>;
  readonly isHidden: boolean;
  /** What a user has to do, e.g. about credentials. */
  readonly remarks: readonly string[];
}

/** A list as a stream, and what is left to do by hand. */
export function streamOf(
  draft: ListDraft,
  resolution: Resolution,
  context: StreamContext,
): { readonly stream: StreamDesign; readonly outcome: StreamOutcome } {
  const { operation, name, recordsAt } = draft;
  const fields = withAdded(draft, resolution);
  const key = draft.key.length === 0 ? [] : [...resolution.added, ...draft.key];
  const cursor = cursorOf(operation, draft.fields);
  const todos = [...todosOf(draft, cursor !== undefined), ...resolution.remarks, ...context.remarks];
  const query = { ...context.query, ...draft.query, ...valuesIn(resolution, "query") };
  const headers = valuesIn(resolution, "header");
  const content = nested(valuesIn(resolution, "body"));
  const stream: StreamDesign = {
    name,
    description: sentence(operation.summary) || `The list at ${operation.path}.`,
    ...(context.isHidden && { isHidden: true }),
    ...(operation.method === "POST" && { method: "POST" as const, body: { as: operation.bodyAs, content } }),
    ...(operation.method === "GET" && isInBody(draft.paging) && { body: { as: "json" as const, content: {} } }),
    path: pathOf(operation.path, context.prefix, resolution),
    ...(context.baseUrl !== undefined && { baseUrl: context.baseUrl }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    recordsAt,
    fields,
    key,
    paging: draft.paging,
    ...(cursor !== undefined && { cursor }),
    ...(resolution.slicing !== undefined && { slicing: resolution.slicing }),
    ...(resolution.added.length > 0 && { addParentFields: resolution.added }),
    ...(todos.length > 0 && { todos }),
  };
  return {
    stream,
    outcome: { name, source: sourceOf(operation), outcome: todos.length > 0 ? "partly" : "whole", reasons: todos },
  };
}

/** The fields of the parents first, then those of the record; the key before others. */
function withAdded({ fields, key }: ListDraft, { added, types }: Resolution): readonly FieldDesign[] {
  const own = fields.filter(({ name }) => !added.includes(name));
  const sorted = [...own].sort((one, other) => Number(key.includes(other.name)) - Number(key.includes(one.name)));
  return [...added.map((name): FieldDesign => ({ name, type: { is: types[name] ?? "string" } })), ...sorted];
}

function todosOf({ key, fields, operation, recordsAt, paging }: ListDraft, hasCursor: boolean): readonly string[] {
  const changed = changeField(fields);
  const isWeak = key.length === 1 && ["name", "email", "title"].includes(key[0] ?? "");
  return [
    ...(key.length === 0 ? ["No field identifies a record: add the primary key if there is one."] : []),
    ...(isWeak ? [`The key is "${key[0]}": check that no two records share it.`] : []),
    ...(fields.length === 0 ? ["The document does not say which fields the records have: add them."] : []),
    ...remarksOf(paging),
    ...(!hasCursor &&
    changed !== undefined &&
    operation.method === "GET" &&
    !recordsAt.includes("*") &&
    hasTimeFilter(operation.parameters)
      ? [`Records have "${changed.name}", and a parameter may filter by it: add a cursor.`]
      : []),
  ];
}

/** Whether pages are asked for in the body: a GET has one only if the stream says so. */
function isInBody(paging: PagingDesign): boolean {
  const size = "size" in paging ? paging.size : undefined;
  return size?.in === "body" || ("in" in paging && paging.in === "body");
}

function remarksOf({ kind }: PagingDesign): readonly string[] {
  if (kind === "only-page") return ["No parameter leads to a second page: a list that may not be whole fails."];
  if (kind !== "proven-link") return [];
  return ["The document does not say where the token of the next page is: a full page without a Link header fails."];
}

function hasTimeFilter(parameters: readonly ApiParameter[]): boolean {
  return parameters.some(({ name, in: place }) => place === "query" && /updat|modif|chang|since/i.test(name));
}

function valuesIn({ values }: Resolution, place: ApiParameter["in"]): Record<string, Value> {
  return Object.fromEntries(
    [...values].filter(([parameter]) => parameter.in === place).map(([{ name }, value]) => [name, value]),
  );
}

/** Dotted names as objects in each other. */
function nested(values: Readonly<Record<string, Value>>): Value {
  const whole: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const [outer = "", inner] = name.split(".");
    const at = whole[outer];
    whole[outer] =
      inner === undefined ? value : { ...(typeof at === "object" && at !== null ? at : {}), [inner]: value };
  }
  return whole;
}

/** The path with its prefix, parameters as expressions. */
function pathOf(path: string, prefix: readonly (string | Expression)[], { values }: Resolution): Template {
  const own = partsOf(path).map((part): string | Expression => {
    if (typeof part === "string") return part;
    const value = [...values].find(([{ name, in: place }]) => place === "path" && name === part.parameter)?.[1];
    return value instanceof Expression ? value : String(value ?? "");
  });
  const slash = path.replace(/[?#].*$/, "").endsWith("/") && path.length > 1 ? ["/"] : [];
  return templateOf([...prefix, ...(prefix.length > 0 && own.length > 0 ? ["/"] : []), ...own, ...slash]);
}
