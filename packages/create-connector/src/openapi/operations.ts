import { isNode, listAt, type Node, nodeAt, textAt, valueAt } from "./node.js";
import type { Schemas } from "./schemas.js";

/** A parameter of an operation; one of the body is a dotted path of it. */
export interface ApiParameter {
  readonly name: string;
  readonly in: "query" | "header" | "path" | "body";
  readonly isRequired: boolean;
  /** Resolved. */
  readonly schema: Node;
  readonly description: string;
  readonly example?: unknown;
}

/** A GET or a POST that replies with JSON. */
export interface Operation {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly parameters: readonly ApiParameter[];
  readonly bodyAs: "json" | "form";
  /** The schema of the reply, not resolved. */
  readonly reply: unknown;
  readonly replyExamples: readonly unknown[];
  readonly replyHeaders: readonly string[];
  readonly isDeprecated: boolean;
  readonly node: Node;
}

/** What a stream is made from, for the report: `GET /v1/users`. */
export function sourceOf({ method, path }: Pick<Operation, "method" | "path">): string {
  return `${method} ${path}`;
}

const JSON_TYPE = /^((application|text)\/([\w.+-]+\+)?json\b|\*\/\*$|application\/\*$)/i;

/** The operations of a document that may be lists, in its order. */
export function operationsOf(root: Node, schemas: Schemas): readonly Operation[] {
  return Object.entries(nodeAt(root, "paths")).flatMap(([path, value]) => {
    const item = schemas.follow(value);
    return (["GET", "POST"] as const).flatMap((method) => {
      const node = schemas.follow(item[method.toLowerCase()]);
      const reply = Object.keys(node).length > 0 ? replyOf(node, schemas) : undefined;
      return reply === undefined ? [] : [{ method, path, node, ...factsOf(node, item, schemas), ...reply }];
    });
  });
}

function factsOf(node: Node, item: Node, schemas: Schemas) {
  const own = listAt(node, "parameters").map((parameter) => schemas.follow(parameter));
  const shared = listAt(item, "parameters")
    .map((parameter) => schemas.follow(parameter))
    .filter(({ name, in: place }) => !own.some((other) => other["name"] === name && other["in"] === place));
  const { bodyAs, parameters: ofBody } = bodyOf(node, schemas);
  const parameters = [...own, ...shared].flatMap((parameter) => parameterOf(parameter, schemas) ?? []);
  return {
    id: textAt(node, "operationId") ?? "",
    summary: textAt(node, "summary") ?? textAt(node, "description") ?? "",
    parameters: [...parameters, ...ofBody],
    bodyAs,
    isDeprecated: node["deprecated"] === true || item["deprecated"] === true,
  };
}

function parameterOf(node: Node, schemas: Schemas): ApiParameter | undefined {
  const [name, place] = [textAt(node, "name"), node["in"]];
  if (name === undefined || (place !== "query" && place !== "header" && place !== "path")) return undefined;
  const content = Object.values(nodeAt(node, "content"))[0];
  const schema = schemas.resolve(node["schema"] ?? valueAt(content, "schema"));
  const example = node["example"] ?? firstExample(node) ?? schema["example"] ?? listAt(schema, "examples")[0];
  return {
    name,
    in: place,
    isRequired: node["required"] === true,
    schema,
    description: textAt(node, "description") ?? textAt(schema, "description") ?? "",
    ...(example !== undefined && { example }),
  };
}

function bodyOf(node: Node, schemas: Schemas): { bodyAs: "json" | "form"; parameters: readonly ApiParameter[] } {
  const body = schemas.follow(node["requestBody"]);
  const types = Object.entries(nodeAt(body, "content"));
  const [type = "", media] = types.find(([name]) => JSON_TYPE.test(name)) ?? types[0] ?? [];
  const parameters = propertiesOf(schemas.resolve(valueAt(media, "schema")), schemas, "");
  return { bodyAs: type.includes("form") ? "form" : "json", parameters };
}

/** The properties of a body, and those of its objects, as parameters. */
function propertiesOf(schema: Node, schemas: Schemas, prefix: string): readonly ApiParameter[] {
  const required = listAt(schema, "required");
  return Object.entries(nodeAt(schema, "properties")).flatMap(([name, value]): ApiParameter[] => {
    const property = schemas.resolve(value);
    const isRequired = required.includes(name);
    const description = textAt(property, "description") ?? "";
    const own: ApiParameter = { name: prefix + name, in: "body", isRequired, schema: property, description };
    if (prefix !== "" || !isNode(property["properties"])) return [own];
    return [own, ...propertiesOf(property, schemas, `${name}.`).map((inner) => ({ ...inner, isRequired: false }))];
  });
}

function replyOf(node: Node, schemas: Schemas) {
  const responses = Object.entries(nodeAt(node, "responses"));
  const rank = (status: string) => (status === "200" ? 0 : /^2/.test(status) ? 1 : status === "default" ? 2 : 3);
  const successes = responses.filter(([status]) => rank(status) < 3).sort(([one], [other]) => rank(one) - rank(other));
  for (const [, value] of successes) {
    const response = schemas.follow(value);
    const [, media] = Object.entries(nodeAt(response, "content")).find(([type]) => JSON_TYPE.test(type)) ?? [];
    const reply = valueAt(media, "schema");
    if (reply === undefined) continue;
    const replyExamples = [valueAt(media, "example"), firstExample(media)].filter((example) => example !== undefined);
    return { reply, replyExamples, replyHeaders: Object.keys(nodeAt(response, "headers")) };
  }
  return undefined;
}

function firstExample(node: unknown): unknown {
  const example = Object.values(nodeAt(node, "examples"))[0] ?? listAt(node, "examples")[0];
  return isNode(example) && "value" in example ? example["value"] : isNode(example) ? undefined : example;
}
