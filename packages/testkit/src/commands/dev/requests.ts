import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Screen } from "./screen.js";

/**
 * Shows each request of this process with its status and its time, as Node's HTTP client reports them: what was really sent, retries
 * and token requests included.
 *
 * @param origin is left out of the addresses, because all requests to the fake have it.
 */
export function showRequests(screen: Screen, origin = ""): void {
  const sentMs = new WeakMap<ClientRequest, number>();
  const show = (request: ClientRequest, outcome: string | number | undefined) => {
    const durationMs = Math.round(performance.now() - (sentMs.get(request) ?? performance.now()));
    screen.line(`${request.method} ${addressOf(request).replace(origin, "")} → ${outcome} in ${durationMs} ms`);
  };
  subscribe("http.client.request.start", (message) => {
    sentMs.set((message as Started).request, performance.now());
  });
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as Finished;
    show(request, response.statusCode);
  });
  subscribe("http.client.request.error", (message) => {
    const { request, error } = message as Failed;
    show(request, error.message);
  });
}

interface Started {
  readonly request: ClientRequest;
}

interface Finished extends Started {
  readonly response: IncomingMessage;
}

interface Failed extends Started {
  readonly error: Error;
}

function addressOf(request: ClientRequest): string {
  const { host, path, protocol } = request;
  if (/^https?:/.test(path)) return path; // to a proxy
  return `${protocol}//${request.getHeader("host") ?? host}${path}`;
}
