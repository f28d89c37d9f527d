import { SystemError, type TransientError } from "../errors/connector-error.js";
import { errorOf } from "./classify.js";
import type { Clock } from "./clock.js";
import type { Observer } from "./observer.js";
import { applyChange, createRequest, endpointOf, type HttpRequest, type Query } from "./request.js";
import type { HttpResponse, Transport } from "./response.js";
import { type RetryPolicy, withRetry } from "./retry.js";
import type { Throttle } from "./throttle.js";
import { waitHintMs } from "./wait-hint.js";

/** What signs a request, and takes its mark off the reply: an `Authenticator`. */
export interface Signer {
  authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;
  unsign(response: HttpResponse): HttpResponse;
}

export interface ClientParts {
  /** Scheme, host and port of the API. */
  readonly baseUrl: string;
  readonly authenticator: Signer;
  readonly transport: Transport;
  readonly throttle: Throttle;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** How long a refusal asks to wait, in milliseconds, where the usual headers do not say it. */
  readonly waitHint?: (response: HttpResponse, nowMs: number) => number | undefined;
}

const MOST_REDIRECTS = 5;

/**
 * Sends requests. The layers, from outside to inside: retry → throttle → authenticate → transport, so that each attempt
 * takes a slot and is signed afresh.
 */
export class HttpClient {
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** An unsigned request below the base URL. */
  request(path: string, query?: Query): HttpRequest {
    return createRequest(this.#parts.baseUrl, path, query);
  }

  /**
   * The reply to a request, a success for sure.
   *
   * @param stream for whom, in the summary and in the log.
   * @throws ConfigError, TransientError (after all retries) or SystemError.
   */
  async send(request: HttpRequest, stream: string): Promise<HttpResponse> {
    const { retry, clock, signal, observer, throttle } = this.#parts;
    return withRetry(() => this.#attempt(request, stream), {
      policy: retry,
      clock,
      signal,
      pause: async (error: TransientError, delayMs) => {
        observer.retrying(stream, error);
        if (error.isRateLimit) {
          throttle.pauseUntil(clock.now() + delayMs); // the throttle does the waiting, for everybody
          return;
        }
        observer.waiting(stream, { delayMs, untilMs: clock.now() + delayMs, reason: "retry" });
        await clock.sleep(delayMs, signal);
      },
    });
  }

  async #attempt(request: HttpRequest, stream: string): Promise<HttpResponse> {
    let target = request;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const response = await this.#exchange(target, stream);
      const location = response.headers["location"];
      if (response.status < 300 || response.status >= 400 || location === undefined) {
        const error = errorOf(target, response, this.#hintMs(response));
        if (error !== undefined) throw error;
        return response;
      }
      target = applyChange(target, { url: location });
    }
    throw new SystemError(`${endpointOf(request)} was redirected more than ${MOST_REDIRECTS} times. Check base_url.`);
  }

  /** How long a refusal asks to wait. A success asks for nothing, and its body need not be looked through. */
  #hintMs(response: HttpResponse): number | undefined {
    if (response.status < 400) return undefined;
    const nowMs = this.#parts.clock.now();
    return this.#parts.waitHint?.(response, nowMs) ?? waitHintMs(response.headers, nowMs);
  }

  #exchange(request: HttpRequest, stream: string): Promise<HttpResponse> {
    const { authenticator, transport, throttle, clock, observer, signal } = this.#parts;
    const held = (delayMs: number, sleepMs: number) =>
      observer.waiting(stream, { delayMs: sleepMs, untilMs: clock.now() + delayMs, reason: "rate limit" });
    const exchange = async () => {
      observer.requestSent(stream, endpointOf(request));
      const response = await transport.send(await authenticator.authenticate(request), signal);
      throttle.learn(response.headers);
      return authenticator.unsign(response);
    };
    return throttle.run(exchange, signal, held);
  }
}
