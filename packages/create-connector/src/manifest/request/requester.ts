import type { StreamDesign } from "../../design/design.js";
import { Expression, type Value } from "../../design/expression.js";
import {
  type Component,
  componentAt,
  isComponent,
  parametersOf,
  textAt,
  textOf,
  typeOf,
} from "../document/component.js";
import type { JsonValue } from "../document/json.js";
import { hasWindow } from "../incremental/window.js";
import { type TokenTemplate, tokenTemplates } from "../paging/page-token.js";
import { FIRST_PAGE } from "../paging/plain-token.js";
import { plain, type Scene, sliceRoots } from "../scene.js";
import { isTemplate, type Place } from "../templates.js";
import { addressOf } from "./address.js";
import { filled } from "./filled.js";

/** How a stream is requested, and what of it depends on the window or on the page. */
export interface RequestDesign
  extends Pick<StreamDesign, "method" | "path" | "isPathRaw" | "query" | "headers" | "body"> {
  /** The template of scheme, host and port, as it is written. */
  readonly origin: string;
  /** Parameters that are a bound of the window, which the cursor sets. */
  readonly bounds: { readonly query: Bounds; readonly header: Bounds };
  /** What the manifest makes of the page's token itself. */
  readonly tokens: readonly TokenTemplate[];
}

type Bounds = Readonly<Record<string, string>>;

/** Reads an `HttpRequester`. */
export function requestOf(requester: Component, scene: Scene): RequestDesign {
  if (typeOf(requester) !== "HttpRequester")
    scene.templates.problem(
      `The Python class ${textAt(requester, "class_name") ?? ""} makes the requests: write them in the stream.`,
    );
  if (isComponent(requester["fetch_properties_from_endpoint"]))
    scene.templates.problem("The fields to ask for come from another endpoint: add them to query().");
  const method = methodOf(requester, scene);
  const address = addressTemplates(requester, scene);
  const parameters = objectAt(requester, "request_parameters", scene);
  const query = { ...parameters, rest: { ...address.query, ...parameters.rest } };
  const headers = objectAt(requester, "request_headers", scene);
  const [as, content] = contentOf(requester, scene);
  const body = bodyOf(as, content, { requester, scene });
  const place = { ...placeOf(requester, scene), as: "query" as const };
  return {
    origin: address.origin,
    ...pathDesign(address.path, requester, scene),
    ...(method === "GET" ? {} : { method }),
    ...filled({
      query: translated(query.rest, "query parameter", { ...place }, scene),
      headers: translated(headers.rest, "header", { ...place, as: "text" }, scene),
    }),
    ...(body === undefined ? {} : { body }),
    bounds: { query: query.bounds, header: headers.bounds },
    tokens: [
      ...tokenTemplates("query", query.rest),
      ...tokenTemplates("header", headers.rest),
      ...tokenTemplates("body", content),
    ],
  };
}

function methodOf(requester: Component, { templates }: Scene): "GET" | "POST" {
  const method = (textAt(requester, "http_method") ?? "GET").toUpperCase();
  if (method === "GET" || method === "POST") return method;
  templates.problem(`The requests are by ${method}: add the member "method" to the stream.`);
  return "POST";
}

function placeOf(requester: Component, scene: Scene): Omit<Place, "what"> {
  return { parameters: parametersOf(requester), roots: { ...sliceRoots(scene), ...FIRST_PAGE } };
}

function addressTemplates(requester: Component, scene: Scene) {
  const [url, base, path] = ["url", "url_base", "path"].map((name) =>
    plain(textAt(requester, name) ?? "", scene).trim(),
  );
  return addressOf(url || base || "", path ?? "");
}

/** An expression that is the whole path may have slashes in its value. */
function pathDesign(path: string, requester: Component, scene: Scene): Pick<RequestDesign, "path" | "isPathRaw"> {
  const isRaw = /^\{[{%]/.test(path) || /\{\{[^}]*['"][^'"}]*\/[^}]*\}\}|\{%/.test(path);
  const place = { what: "The path", ...placeOf(requester, scene), as: isRaw ? ("text" as const) : ("path" as const) };
  const text = scene.templates.text(path, place) ?? "";
  return isRaw && typeof text !== "string" ? { path: text, isPathRaw: true } : { path: text };
}

interface SplitObject {
  readonly rest: Readonly<Record<string, JsonValue>>;
  readonly bounds: Bounds;
}

/** The templates of an object, apart from the parameters that the cursor sets. */
function objectAt(requester: Component, name: string, scene: Scene): SplitObject {
  const value = requester[name];
  if (value === undefined || value === null || value === "") return { rest: {}, bounds: {} };
  if (!isComponent(value)) {
    scene.templates.problem(`${name} is one text (${String(value)}): write its parts by hand.`);
    return { rest: {}, bounds: {} };
  }
  const { $parameters: _inherited, ...own } = value;
  const parts = Object.entries(own).map(([key, part]) => {
    if (isComponent(part))
      scene.templates.problem(`${name} has a list of properties in "${key}": write it in query().`);
    return [key, typeof part === "string" ? plain(part, scene) : part] as const;
  });
  const isOfCursor = (part: JsonValue) =>
    scene.window?.isInSlice === false && typeof part === "string" && hasWindow(part);
  const bounds = parts.filter(([, part]) => isOfCursor(part));
  const rest = parts.filter(([, part]) => !isOfCursor(part) && !isComponent(part));
  return { rest: Object.fromEntries(rest), bounds: Object.fromEntries(bounds) as Bounds };
}

/** Parameters and headers are texts, or lists of them; empty ones are left out. */
function translated(
  values: Readonly<Record<string, JsonValue>>,
  kind: string,
  place: Omit<Place, "what">,
  { templates }: Scene,
): Readonly<Record<string, Value>> {
  const entries = Object.entries(values).flatMap(([name, value]): [string, Value][] => {
    const what = `The ${kind} "${name}"`;
    if (Array.isArray(value)) return [[name, templates.value(value, { ...place, what }) ?? []]];
    const text = textOf(value);
    if (text === undefined || text === "") return [];
    const result = isTemplate(text) ? templates.expression(text, { ...place, what }) : text;
    return result === undefined || isMissing(result) ? [] : [[name, result]];
  });
  return Object.fromEntries(entries);
}

/** Whether a template has nothing to say in any run, e.g. of a value that no slice has. */
function isMissing(value: Value): boolean {
  return value instanceof Expression && value.code === "undefined";
}

type Content = readonly ["json" | "form" | "text", JsonValue];

/** The body as the manifest writes it. */
function contentOf(requester: Component, scene: Scene): Content {
  const typed = componentAt(requester, "request_body");
  const [as, content] = typed === undefined ? untyped(requester) : typedBody(typed);
  return [as, plainTexts(content ?? null, scene)];
}

/** An empty body is not sent. */
function bodyOf(as: Content[0], content: JsonValue, { requester, scene }: BodyContext): StreamDesign["body"] {
  if (content === null || content === "") return undefined;
  if (typeof content === "object" && Object.keys(content).length === 0) return undefined;
  const place = { what: "The body", ...placeOf(requester, scene) };
  if (as === "text" || typeof content === "string") {
    const text = String(content);
    const result = as === "json" ? scene.templates.value(text, place) : textValue(scene, text, place);
    return { as: as === "json" ? "json" : "text", content: result ?? "" };
  }
  const result = as === "form" ? formValue(content, place, scene) : scene.templates.value(content, place);
  return { as, content: result ?? {} };
}

interface BodyContext {
  readonly requester: Component;
  readonly scene: Scene;
}

function textValue(scene: Scene, text: string, place: Place): Value | undefined {
  return isTemplate(text) ? scene.templates.expression(text, { ...place, as: "text" }) : text;
}

/** The fields of a form are texts. */
function formValue(fields: JsonValue, place: Place, scene: Scene): Value | undefined {
  if (!isComponent(fields)) return undefined;
  return translated(fields, "form field", { ...place, as: "query" }, scene);
}

function untyped(requester: Component): readonly ["json" | "form" | "text", JsonValue | undefined] {
  const [json, data] = [requester["request_body_json"], requester["request_body_data"]];
  if (json !== undefined) return ["json", json];
  return [typeof data === "string" ? "text" : "form", data];
}

function typedBody(body: Component): readonly ["json" | "form" | "text", JsonValue | undefined] {
  const type = typeOf(body);
  if (type === "RequestBodyPlainText") return ["text", body["value"]];
  return [type === "RequestBodyUrlEncodedForm" ? "form" : "json", body["value"]];
}

function plainTexts(value: JsonValue, scene: Scene): JsonValue {
  if (typeof value === "string") return plain(value, scene);
  if (Array.isArray(value)) return value.map((part: JsonValue) => plainTexts(part, scene));
  if (!isComponent(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainTexts(part, scene)]));
}
