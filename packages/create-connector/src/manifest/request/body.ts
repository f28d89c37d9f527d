import type { StreamDesign } from "../../design/design.js";
import type { Value } from "../../design/expression.js";
import { type Component, componentAt, textAt } from "../document/component.js";
import type { PartitionDesign } from "../partitions/router.js";
import type { Scene } from "../scene.js";
import type { RequestDesign } from "./requester.js";

type Body = NonNullable<StreamDesign["body"]>;

/** The body of a stream's requests: its own, with the values of the slice; an empty one where only pages or times are in it. */
export function wholeBody(
  request: RequestDesign,
  partitions: PartitionDesign,
  { stream, scene }: { readonly stream: Component; readonly scene: Scene },
): Body | undefined {
  const entries = Object.entries(partitions.body);
  const places = placesOf(stream);
  const isFilled = request.method === "POST" ? places.includes("body_data") : places.some(isBody); // a POST gets JSON by itself
  const needsBody = entries.length > 0 || isFilled;
  const body = request.body ?? (needsBody ? emptyBody(places) : undefined);
  if (body === undefined || entries.length === 0) return body;
  const isObject = typeof body.content === "object" && body.content !== null && !Array.isArray(body.content);
  if (!isObject) scene.templates.problem("The partition goes into a body that is not an object: write body() by hand.");
  const content = isObject ? (body.content as Readonly<Record<string, Value>>) : {};
  return { ...body, content: entries.reduce((all, [path, value]) => withPath(all, path.split("."), value), content) };
}

/** Where the page's token, its size and the bounds of the time go. */
function placesOf(stream: Component): readonly (string | undefined)[] {
  const paginator = componentAt(componentAt(stream, "retriever") ?? {}, "paginator") ?? {};
  const hasSize = textAt(componentAt(paginator, "pagination_strategy") ?? {}, "page_size") !== undefined;
  const sync = componentAt(stream, "incremental_sync") ?? {};
  const options = [
    componentAt(paginator, "page_token_option"),
    hasSize ? componentAt(paginator, "page_size_option") : undefined,
    componentAt(sync, "start_time_option"),
    componentAt(sync, "end_time_option"),
  ];
  return options.map((option) => option && textAt(option, "inject_into"));
}

function isBody(place: string | undefined): boolean {
  return place === "body_json" || place === "body_data";
}

function emptyBody(places: readonly (string | undefined)[]): Body {
  return { as: places.includes("body_data") ? "form" : "json", content: {} };
}

/** Paths are made of names and dots. */
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
