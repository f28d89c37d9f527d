import type { StreamDesign } from "../design/design.js";
import type { Value } from "../design/expression.js";
import type { RequestDesign } from "./requester.js";
import type { PartitionDesign } from "./router.js";
import type { Scene } from "./scene.js";

/** The body with the values of the slice, whose paths are made of names and dots. */
export function bodyOf(
  request: RequestDesign,
  partitions: PartitionDesign,
  { templates }: Scene,
): StreamDesign["body"] {
  const entries = Object.entries(partitions.body);
  const needsBody = Object.keys(request.bounds.body).length > 0 || entries.length > 0;
  const body =
    request.body ?? (request.method === "POST" && needsBody ? { as: "json" as const, content: {} } : undefined);
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
