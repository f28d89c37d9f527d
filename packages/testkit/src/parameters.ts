import type { FakeRequest } from "./exchange.js";

/**
 * The parameters that a later request to a path does not carry though its first one did, as `path: name`: a filter that is
 * dropped on page two makes that page one of another list.
 */
export function lostParameters(requests: readonly FakeRequest[]): string[] {
  const first = new Map<string, FakeRequest>();
  const lost = new Set<string>();
  for (const request of requests) {
    const { path, query } = request;
    for (const name of first.get(path)?.query.keys() ?? []) if (!query.has(name)) lost.add(`${path}: ${name}`);
    if (!first.has(path)) first.set(path, request);
  }
  return [...lost];
}
