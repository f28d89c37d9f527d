import { isJsonObject, type JsonValue } from "@sluice/core";
import type { FakeRequest } from "./exchange.js";
import { operationOf } from "./operation.js";

/**
 * The parameters that a later request to an endpoint does not carry though its first one did, as `path: name`: a filter that is
 * dropped on page two makes that page one of another list. Those of bodies are named by their paths.
 */
export function lostParameters(requests: readonly FakeRequest[]): string[] {
  const first = new Map<string, ReadonlySet<string>>();
  const lost = new Set<string>();
  for (const request of requests) {
    const names = namesIn(request);
    const list = `${request.method} ${request.path} ${operationOf(request)}`;
    for (const name of first.get(list) ?? []) if (!names.has(name)) lost.add(`${request.path}: ${name}`);
    if (!first.has(list)) first.set(list, names);
  }
  return [...lost];
}

function namesIn({ query, form, json = null }: FakeRequest): ReadonlySet<string> {
  return new Set([...query.keys(), ...form.keys(), ...leavesOf(json)]);
}

/** The dotted paths of all values that are not objects. */
function leavesOf(value: JsonValue): readonly string[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    isJsonObject(part) ? leavesOf(part).map((leaf) => `${name}.${leaf}`) : [name],
  );
}
