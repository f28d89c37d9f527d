import http from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./delivery.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import { compileRoute, type Route } from "./route.js";
import { runIdOf } from "./run-id.js";

/** Ends the connection in place of a reply. */
export const RESET: FakeReply = { delivery: "reset before headers" };

/** A misbehavior of a fake: at which requests, how often, and with which reply. */
export interface Fault {
  /** Whether a request meets the fault. */
  readonly at: (request: FakeRequest) => boolean;
  /** How often; once by default. */
  readonly times?: number;
  /** The reply in place of the genuine one, or a function that makes it of the genuine one. */
  readonly reply: FakeReply | ((request: FakeRequest, genuine: FakeReply) => FakeReply);
}

/** Makes the reply of a route. */
export type Handler = (request: FakeRequest) => FakeReply;

interface Expectation {
  readonly what: string;
  readonly at: (request: FakeRequest) => boolean;
  readonly atLeast: number;
}

/**
 * A fake of a vendor's API on a loopback port: routes, a gate in front of them (authentication), headers on every reply,
 * faults, and a log of all requests. `verify` fails for a request without a route and for an expectation that is not met.
 */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  readonly #routes: { readonly route: Route; readonly handler: Handler }[] = [];
  readonly #unmatched: string[] = [];
  readonly #expectations: Expectation[] = [];
  readonly #runs = new Set<string>();
  readonly #endedRuns = new Set<string>();
  readonly #server: http.Server;
  #faults: { readonly fault: Fault; left: number }[] = [];
  #gate: (request: FakeRequest) => FakeReply | undefined = () => undefined;
  #headers: () => Readonly<Record<string, string>> = () => ({});

  private constructor() {
    this.#server = http.createServer((incoming, outgoing) => {
      deliver(outgoing, this.#answer(incoming), this.#headers());
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on 127.0.0.1. @param port a fixed port; any free one by default. */
  static async start(port = 0): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve, reject) => {
      api.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return api;
  }

  /** Scheme, host and port. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers GET requests of a path such as `/v1/products/:productId/tags`. */
  get(pattern: string, handler: Handler): this {
    this.#routes.push({ route: compileRoute(pattern), handler });
    return this;
  }

  /** Sees every request before its route does. A reply that it returns is the answer. */
  gate(gate: (request: FakeRequest) => FakeReply | undefined): this {
    this.#gate = gate;
    return this;
  }

  /** Headers that every reply gets; a reply's own win. */
  everyReply(headers: () => Readonly<Record<string, string>>): this {
    this.#headers = headers;
    return this;
  }

  /** Makes the fake misbehave from now on. The first fault that matches a request applies, before the gate. */
  inject(fault: Fault): this {
    this.#faults.push({ fault, left: fault.times ?? 1 });
    return this;
  }

  /**
   * Forgets faults, requests and expectations; the routes stay. Runs of `runSource` that sent a request before have ended: requests
   * that they sent ahead and that arrive later get the genuine answer, and are not logged.
   */
  reset(): this {
    for (const run of this.#runs) this.#endedRuns.add(run);
    this.#runs.clear();
    this.#faults = [];
    this.requests.length = 0;
    this.#unmatched.length = 0;
    this.#expectations.length = 0;
    return this;
  }

  /** Requires that a request arrives at least so often before `verify`. */
  expect(what: string, at: (request: FakeRequest) => boolean, atLeast = 1): this {
    this.#expectations.push({ what, at, atLeast });
    return this;
  }

  /** @throws Error that lists the requests without a route and the expectations that are not met. */
  verify(): void {
    const unmet = this.#expectations
      .filter(({ at, atLeast }) => this.requests.filter(at).length < atLeast)
      .map(({ what }) => `expected and not seen: ${what}`);
    const problems = [...this.#unmatched.map((request) => `no route: ${request}`), ...unmet];
    if (problems.length > 0)
      throw new Error(`The fake API did not get the requests it expects:\n${problems.join("\n")}`);
  }

  /** Ends the server and its connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(incoming: http.IncomingMessage): FakeReply {
    const url = new URL(incoming.url ?? "/", "http://fake.invalid");
    const request: FakeRequest = {
      method: incoming.method ?? "GET",
      path: url.pathname,
      params: {},
      query: url.searchParams,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    };
    const run = runIdOf(request.headers);
    const genuine = () => this.#gate(request) ?? this.#route(request) ?? NO_ROUTE;
    if (run !== undefined && this.#endedRuns.has(run)) return genuine();
    if (run !== undefined) this.#runs.add(run);
    this.requests.push(request);
    const met = this.#faults.find(({ fault, left }) => left > 0 && fault.at(request));
    if (met === undefined) return this.#noting(request, genuine());
    met.left--;
    const { reply } = met.fault;
    return typeof reply === "function" ? reply(request, this.#noting(request, genuine())) : reply;
  }

  /** The reply; a request that no route answers is noted for `verify`. */
  #noting({ method, path }: FakeRequest, reply: FakeReply): FakeReply {
    if (reply === NO_ROUTE) this.#unmatched.push(`${method} ${path}`);
    return reply;
  }

  #route(request: FakeRequest): FakeReply | undefined {
    for (const { route, handler } of this.#routes) {
      const params = request.method === "GET" ? route(request.path) : undefined;
      if (params !== undefined) return handler({ ...request, params });
    }
    return undefined;
  }
}

const NO_ROUTE: FakeReply = { status: 404, text: "no such route in the fake" };
