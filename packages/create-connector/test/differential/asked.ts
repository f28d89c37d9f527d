import type { JsonObject, JsonValue } from "@sluice/core";
import type { SentRequest } from "./driver.js";
import { canonical } from "./records.js";

/** A request in a form that can be compared: the order of its parts does not count. */
export interface Asked {
  readonly stream: string | null;
  readonly route: string;
  /** Of the query and of the body, by name and place. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly headers: string;
  /** All of it. */
  readonly text: string;
}

/** Headers that say the same for both sides, whatever their value: how a body is written is compared by the body. */
const UNCOMPARED = ["content-type"];

export function asked({ method, url, body, stream, headers }: SentRequest): Asked {
  const { origin, pathname, searchParams } = new URL(url);
  const parameters = new Map<string, string>();
  for (const [name, value] of searchParams) append(parameters, `query ${name}`, value);
  for (const [name, value] of bodyFields(body)) append(parameters, `body ${name}`, value);
  const route = `${method} ${origin}${decoded(pathname).replace(/\/+/g, "/").replace(/\/$/, "")}`;
  const compared = Object.entries(headers).filter(([name]) => !UNCOMPARED.includes(name.toLowerCase()));
  const headerText = compared
    .map(([name, value]) => `${name.toLowerCase()}: ${value.replace(JWT, claimsOf)}`)
    .sort()
    .join(", ");
  const sorted = [...parameters].map(([name, value]) => `${name}=${value}`).sort();
  return { stream, route, parameters, headers: headerText, text: [route, ...sorted, headerText].join(" ") };
}

const JWT = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

/** What a JWT says, because the order of its claims decides its signature. airbyte-cdk adds `nbf`, which equals `iat`. */
function claimsOf(token: string): string {
  const [head, claims] = token.split(".").map((part) => Buffer.from(part, "base64url").toString("utf8"));
  const { nbf: _, ...compared } = JSON.parse(claims ?? "{}") as JsonObject;
  return `${canonical(JSON.parse(head ?? "{}") as JsonObject)}.${canonical(compared)}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function append(parameters: Map<string, string>, name: string, value: string): void {
  const before = parameters.get(name);
  parameters.set(name, before === undefined ? value : `${before},${value}`);
}

function bodyFields(body: string): [string, string][] {
  if (body === "") return [];
  try {
    return [...leaves(JSON.parse(body) as JsonValue, "")];
  } catch {
    return body.includes("=") && !body.includes("\n") ? [...new URLSearchParams(body)] : [["text", body]];
  }
}

function* leaves(value: JsonValue, path: string): Generator<[string, string]> {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    yield [path, JSON.stringify(value)];
    return;
  }
  for (const [name, inner] of Object.entries(value))
    yield* leaves(inner as JsonValue, path === "" ? name : `${path}.${name}`);
}
