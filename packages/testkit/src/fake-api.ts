import http from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./delivery.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import { requestOf } from "./incoming.js";
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
  /** The reply in place of the genuine one, or a function that makes it of the genuine one; `again` gets another genuine one. */
  readonly reply: FakeReply | Falsify;
}

type Falsify = (request: FakeRequest, genuine: FakeReply, again: () => Promise<FakeReply>) => ReturnType<Handler>;

/** Makes the reply of a route. */
export type Handler = (request: FakeRequest) => FakeReply | Promise<FakeReply>;

/** Sees a request before its route does. */
type Gate = (request: FakeRequest) => FakeReply | undefined | Promise<FakeReply | undefined>;

interface Expectation {
  readonly what: string;
  readonly at: (request: FakeRequest) => boolean;
  readonly atLeast: number;
}

/**
 * A fake of a vendor's API on a loopback port: routes, a gate in front of them (authentication), headers on every reply,
 * faults, and a log of all requests. `verify` fails for a request without a route, for a handler that threw, and for an
 * expectation that is not met.
 */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  readonly #routes: { readonly method: string; readonly route: Route; readonly handler: Handler }[] = [];
  readonly #problems: string[] = [];
  readonly #expectations: Expectation[] = [];
  readonly #runs = new Set<string>();
  readonly #endedRuns = new Set<string>();
  readonly #server: http.Server;
  #faults: { readonly fault: Fault; left: number }[] = [];
  #gate: Gate = () => undefined;
  #headers: () => Readonly<Record<string, string>> = () => ({});

  private constructor() {
    this.#server = http.createServer((incoming, outgoing) => {
      void this.#serve(incoming, outgoing);
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

  /** Answers requests of a method and a path such as `/v1/products/:productId/tags`. */
  route(method: string, pattern: string, handler: Handler): this {
    this.#routes.push({ method, route: compileRoute(pattern), handler });
    return this;
  }

  /** `route` for GET. */
  get(pattern: string, handler: Handler): this {
    return this.route("GET", pattern, handler);
  }

  /** `route` for POST, e.g. a search. */
  post(pattern: string, handler: Handler): this {
    return this.route("POST", pattern, handler);
  }

  /** `route` for PUT. */
  put(pattern: string, handler: Handler): this {
    return this.route("PUT", pattern, handler);
  }

  /** `route` for PATCH. */
  patch(pattern: string, handler: Handler): this {
    return this.route("PATCH", pattern, handler);
  }

  /** Sees every request before its route does. A reply that it returns is the answer. */
  gate(gate: Gate): this {
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
    this.#problems.length = 0;
    this.#expectations.length = 0;
    return this;
  }

  /** Requires that a request arrives at least so often before `verify`. */
  expect(what: string, at: (request: FakeRequest) => boolean, atLeast = 1): this {
    this.#expectations.push({ what, at, atLeast });
    return this;
  }

  /** @throws Error that lists the requests without a route, the handlers that threw, and the expectations that are not met. */
  verify(): void {
    const unmet = this.#expectations
      .filter(({ at, atLeast }) => this.requests.filter(at).length < atLeast)
      .map(({ what }) => `expected and not seen: ${what}`);
    const problems = [...this.#problems, ...unmet];
    if (problems.length > 0)
      throw new Error(`The fake API did not get the requests it expects:\n${problems.join("\n")}`);
  }

  /** Ends the server and its connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** A handler that throws is a mistake in the fake: the answer is a 500, and `verify` reports it. */
  async #serve(incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> {
    try {
      const request = requestOf(incoming);
      deliver(outgoing, await this.#answer(request instanceof Promise ? await request : request), this.#headers());
    } catch (error) {
      if (incoming.destroyed && !incoming.complete) return; // the client went away
      this.#problems.push(
        `${incoming.method} ${incoming.url}: ${error instanceof Error ? error.message : String(error)}`,
      );
      deliver(outgoing, { status: 500, text: "the fake failed" }, {});
    }
  }

  async #answer(request: FakeRequest): Promise<FakeReply> {
    const run = runIdOf(request.headers);
    const genuine = async () => (await this.#gate(request)) ?? (await this.#route(request)) ?? NO_ROUTE;
    if (run !== undefined && this.#endedRuns.has(run)) return genuine();
    if (run !== undefined) this.#runs.add(run);
    this.requests.push(request);
    const met = this.#faults.find(({ fault, left }) => left > 0 && fault.at(request));
    if (met === undefined) return this.#noting(request, await genuine());
    met.left--;
    const { reply } = met.fault;
    return typeof reply === "function" ? reply(request, this.#noting(request, await genuine()), genuine) : reply;
  }

  /** The reply; a request that no route answers is noted for `verify`. */
  #noting({ method, path }: FakeRequest, reply: FakeReply): FakeReply {
    if (reply === NO_ROUTE) this.#problems.push(`no route: ${method} ${path}`);
    return reply;
  }

  #route(request: FakeRequest): FakeReply | undefined | Promise<FakeReply> {
    for (const { method, route, handler } of this.#routes) {
      const params = request.method === method ? route(request.path) : undefined;
      if (params !== undefined) return handler({ ...request, params });
    }
    return undefined;
  }
}

const NO_ROUTE: FakeReply = { status: 404, text: "no such route in the fake" };
