import { ConfigError, SystemError, type TransientError } from "../errors/connector-error.js";
import { detailOf } from "./classify.js";
import type { Clock } from "./clock.js";
import type { ErrorRule } from "./error-rule.js";
import type { HeaderFields } from "./headers.js";
import { ReplyJudge, type ReplyRules } from "./judge.js";
import type { Observer } from "./observer.js";
import type { RateLimiter } from "./rate-limiter.js";
import {
  applyChange,
  createRequest,
  endpointOf,
  type HttpRequest,
  type Query,
  type RequestOptions,
} from "./request.js";
import type { HttpResponse, Transport } from "./response.js";
import { type RetryPolicy, withRetry } from "./retry.js";

/** Signs a request, and removes the credentials from the response: an `Authenticator`. */
export interface Signer {
  authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;
  scrubResponse(response: HttpResponse): HttpResponse;
  /** True if the credentials of the request are no longer valid. */
  isRefusal?(response: HttpResponse): boolean;
  /** Gets new credentials after such a response; true if the request may be sent once more. */
  renew?(refused: { readonly request: HttpRequest; readonly isSecond: boolean }): boolean | Promise<boolean>;
}

export interface ClientParts {
  /** Scheme, host and port of the API. */
  readonly baseUrl: string;
  /** True where no request has a base URL of its own, because `baseUrl` is the one that the user sets. */
  readonly isOnlyBaseUrl?: boolean;
  /** Other origins to which requests may go. */
  readonly origins?: readonly string[];
  /** Headers of every request. */
  readonly headers?: HeaderFields;
  readonly authenticator: Signer;
  readonly transport: Transport;
  readonly rateLimiter: RateLimiter;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** The source's own reading of replies; see `when`. */
  readonly errors?: readonly ErrorRule[];
}

/** A request as it was sent, and its response. */
interface SignedExchange {
  readonly signed: HttpRequest;
  readonly response: HttpResponse;
}

const MAX_REDIRECTS = 5;

/**
 * Sends requests. The layers, from outside to inside: retry → rate limiter → authenticate → transport, so that each attempt
 * takes a slot and is signed again.
 */
export class HttpClient {
  readonly #parts: ClientParts;
  readonly #judge: ReplyJudge;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#judge = new ReplyJudge({ errors: [], ...parts });
  }

  /**
   * An unsigned request below the base URL, with the source's headers, e.g. `http.request("search", {}, { method: "POST", body: json({ limit: 1 }) })`.
   *
   * @throws ConfigError if the URL or a header cannot be sent; SystemError for a GET with a body.
   */
  request(path: string, query: Query = {}, options: RequestOptions = {}): HttpRequest {
    const { baseUrl, isOnlyBaseUrl, headers } = this.#parts;
    const base = isOnlyBaseUrl === true ? baseUrl : (options.baseUrl ?? baseUrl);
    return createRequest(base, path, { ...options, query, headers: { ...headers, ...options.headers } });
  }

  /**
   * The response to a request, always a success.
   *
   * @param stream the name under which the request is counted and logged.
   * @param rules what replies mean to the stream; without them the source's own rules decide, and the status.
   * @throws ConfigError, TransientError (after all retries) or SystemError.
   */
  async send(request: HttpRequest, stream: string, rules?: ReplyRules): Promise<HttpResponse> {
    const { retry, clock, signal, observer, rateLimiter } = this.#parts;
    return withRetry(() => this.#attempt(request, stream, rules), {
      policy: retry,
      clock,
      signal,
      pause: async (error: TransientError, delayMs) => {
        observer.retrying(stream, error);
        if (error.isRateLimit) {
          rateLimiter.pauseFor(delayMs); // it waits for all requests
          return;
        }
        observer.waiting(stream, { delayMs, untilMs: clock.now() + delayMs, reason: "retry" });
        await clock.sleep(delayMs, signal);
      },
    });
  }

  async #attempt(request: HttpRequest, stream: string, rules?: ReplyRules): Promise<HttpResponse> {
    const { authenticator } = this.#parts;
    let target = request;
    let isRenewed = false;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const { signed, response } = await this.#exchange(target, stream);
      if (authenticator.isRefusal?.(response) === true) {
        const canRetry = await authenticator.renew?.({ request: signed, isSecond: isRenewed });
        if (canRetry === true && !isRenewed) {
          isRenewed = true;
          continue;
        }
        if (response.status < 400) throw refusedCredentials(target, response);
      }
      const exchange = { request: target, response, stream, rules };
      const failure = this.#judge.errorByRule(exchange);
      if (failure !== undefined) throw failure;
      const location = response.headers["location"];
      if (response.status < 300 || response.status >= 400 || location === undefined) {
        const error = this.#judge.errorByStatus(exchange);
        if (error !== undefined) throw error;
        return response;
      }
      target = redirected(target, response.status, location);
    }
    throw new SystemError(`${endpointOf(request)} was redirected more than ${MAX_REDIRECTS} times. Check base_url.`);
  }

  #exchange(request: HttpRequest, stream: string): Promise<SignedExchange> {
    const { authenticator, transport, rateLimiter, clock, observer, signal } = this.#parts;
    const onWait = (delayMs: number, sleepMs: number) =>
      observer.waiting(stream, { delayMs: sleepMs, untilMs: clock.now() + delayMs, reason: "rate limit" });
    const exchange = async () => {
      this.#checkOrigin(request);
      observer.requestSent(stream, endpointOf(request));
      const signed = await authenticator.authenticate(request);
      const response = await transport.send(signed, signal);
      rateLimiter.observe(response.headers);
      return { signed, response: authenticator.scrubResponse(response) };
    };
    return rateLimiter.run(exchange, signal, onWait);
  }

  /** Links and redirects are checked where they are followed; a paginator or a stream can make a request of any URL. */
  #checkOrigin({ url }: HttpRequest): void {
    const { baseUrl, origins = [] } = this.#parts;
    const { origin } = new URL(baseUrl);
    const target = new URL(url);
    const isKnown = target.origin === origin || origins.some((one) => originOf(one) === target.origin);
    if (isKnown && target.username === "" && target.password === "") return;
    throw new SystemError(
      `A request to ${target.origin} was not sent: the connector signs requests to ${[origin, ...origins].join(", ")} only, because credentials never ` +
        "go to another host. Build requests with http.request(…) or from the page before, or list the origin in Source.origins.",
    );
  }
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** For an API that refuses credentials with a status of success. */
function refusedCredentials(request: HttpRequest, response: HttpResponse): ConfigError {
  const message = `${endpointOf(request)} refused the credentials. Check them, or create new ones.`;
  return new ConfigError(message, { detail: detailOf(response) });
}

/** Only a 307 or a 308 repeats method and body; after any other, clients send a GET, which would ask for something else. */
function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  if (request.method === "GET" || status === 307 || status === 308) return applyChange(request, { url: location });
  throw new SystemError(
    `${endpointOf(request)} was redirected with HTTP ${status}, which would turn it into a GET without its body. ` +
      "Check base_url, e.g. for http in place of https.",
  );
}
