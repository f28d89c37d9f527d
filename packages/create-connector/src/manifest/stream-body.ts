import type { StreamDesign } from "../design/design.js";
import type { Value } from "../design/expression.js";
import { type Component, componentAt, isComponent, listOf, textAt } from "./component.js";
import type { RequestDesign } from "./requester.js";
import type { PartitionDesign } from "./router.js";
import type { Scene } from "./scene.js";

/** What a body needs besides what the requester says. */
interface BodyParts {
  readonly partitions: PartitionDesign;
  /** Whether an option writes a field of a form, which makes a form of a body that is not there yet. */
  readonly isForm: boolean;
}

/** The body with the values of the slice, whose paths are made of names and dots. */
export function bodyOf(
  request: RequestDesign,
  { partitions, isForm }: BodyParts,
  { templates }: Scene,
): StreamDesign["body"] {
  const entries = Object.entries(partitions.body);
  const needsBody = isForm || Object.keys(request.bounds.body).length > 0 || entries.length > 0;
  const empty = { as: isForm ? ("form" as const) : ("json" as const), content: {} };
  const body = request.body ?? (request.method === "POST" && needsBody ? empty : undefined);
  if (entries.length === 0 || body === undefined) {
    if (entries.length > 0)
      templates.problem("A GET cannot have a body, but its partition goes there: send it in query().");
    return body;
  }
  const isObject = typeof body.content === "object" && body.content !== null && !Array.isArray(body.content);
  if (!isObject) templates.problem("The partition goes into a body that is not an object: write body() by hand.");
  const content = isObject ? (body.content as Readonly<Record<string, Value>>) : {};
  return { ...body, content: entries.reduce((all, [path, value]) => withPath(all, path.split("."), value), content) };
}

function withPath(
  content: Readonly<Record<string, Value>>,
  [name = "", ...rest]: readonly string[],
  value: Value,
): Readonly<Record<string, Value>> {
  if (rest.length === 0) return { ...content, [name]: value };
  const inner = content[name];
  const object = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...content, [name]: withPath(object as Readonly<Record<string, Value>>, rest, value) };
}

/** Whether the paginator, the cursor or a partition router of a stream puts a value into a form. */
export function hasFormOptions(stream: Component): boolean {
  const retriever = componentAt(stream, "retriever") ?? {};
  const owners = [retriever["paginator"], stream["incremental_sync"], ...routersIn(retriever)].filter(isComponent);
  return owners.some((owner) => OPTIONS.some((name) => injectionOf(owner, name) === "body_data"));
}

const OPTIONS = ["page_token_option", "page_size_option", "start_time_option", "end_time_option", "request_option"];

function injectionOf(owner: Component, name: string): string | undefined {
  return textAt(componentAt(owner, name) ?? {}, "inject_into");
}

function routersIn(retriever: Component): readonly Component[] {
  const routers = listOf(retriever["partition_router"]).filter(isComponent);
  return routers.flatMap((router) => [router, ...listOf(router["parent_stream_configs"]).filter(isComponent)]);
}
