import { ConfigError, SystemError, type TransientError } from "../errors/connector-error.js";
import { detailOf } from "./classify.js";
import type { Clock } from "./clock.js";
import type { DownloadOptions } from "./download.js";
import type { ErrorRule } from "./error-rule.js";
import type { HeaderFields } from "./headers.js";
import { ReplyJudge, type ReplyRules } from "./judge.js";
import type { Observer } from "./observer.js";
import { type OriginOptions, Origins } from "./origins.js";
import type { RateLimiter } from "./rate-limiter.js";
import { createRequest, endpointOf, type HttpRequest, type Query, type RequestOptions } from "./request.js";
import type { HttpResponse, Transport } from "./response.js";
import { type RetryPolicy, withRetry } from "./retry.js";

/** Signs a request, and removes the credentials from the response: an `Authenticator`. */
export interface Signer {
  authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;
  scrubResponse(response: HttpResponse): HttpResponse;
  /** True if the credentials of the request are no longer valid. */
  isRefusal?(response: HttpResponse): boolean;
  /** The API accepted a request that was signed. */
  accepted?(request: HttpRequest): void;
  /** Gets new credentials after such a response; true if the request may be sent once more. */
  renew?(refused: { readonly request: HttpRequest; readonly isSecond: boolean }): boolean | Promise<boolean>;
}

export interface ClientParts extends OriginOptions {
  /** True where no request has a base URL of its own, because `baseUrl` is the one that the user sets. */
  readonly isOnlyBaseUrl?: boolean;
  /** Headers of every request. */
  readonly headers?: HeaderFields;
  readonly authenticator: Signer;
  /** Others, by the name that a request has in `signedBy`. */
  readonly authenticators?: Readonly<Record<string, Signer>>;
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
  /** False for a storage that gets no credentials. */
  readonly isSigned: boolean;
  readonly response: HttpResponse;
}

const MAX_REDIRECTS = 5;

/** How often one request is signed again: a token may expire, and the next one too while the request is on its way. */
const MAX_RENEWALS = 2;

/**
 * Sends requests. The layers, from outside to inside: retry → rate limiter → authenticate → transport, so that each attempt
 * takes a slot and is signed again.
 */
export class HttpClient {
  readonly #parts: ClientParts;
  readonly #judge: ReplyJudge;
  readonly #origins: Origins;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#judge = new ReplyJudge({ errors: [], ...parts });
    this.#origins = new Origins(parts);
  }

  /**
   * An unsigned request below the base URL, with the source's headers, e.g. `http.request("search", {}, { method: "POST", body: json({ limit: 1 }) })`.
   *
   * @throws ConfigError if the URL or a header cannot be sent.
   */
  request(path: string, query: Query = {}, options: RequestOptions = {}): HttpRequest {
    const { baseUrl, isOnlyBaseUrl, headers } = this.#parts;
    const base = isOnlyBaseUrl === true ? baseUrl : (options.baseUrl ?? baseUrl);
    return createRequest(base, path, { ...options, query, headers: { ...headers, ...options.headers } });
  }

  /**
   * The response to a request, always a success: by its status, or because a rule accepts it.
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

  /**
   * Saves a file, retried as a whole. A file of the API's origin is asked for with credentials; one of `unsignedOrigins`, to which
   * the API may also redirect, without.
   *
   * @param link absolute, or relative to the base URL.
   * @throws ConnectorError like `send`.
   */
  async download(link: string, stream: string, { target, unsignedOrigins, signedBy }: DownloadOptions): Promise<void> {
    const { transport } = this.#parts;
    const client = new HttpClient({
      ...this.#parts,
      unsignedOrigins,
      transport: { send: (request, signal) => transport.send(request, signal, target) },
    });
    await client.send(client.#origins.fileRequest(link, this.request("", {}, { signedBy })), stream);
  }

  /** Waits for something at the API; rejects when the run is aborted. */
  async pause(delayMs: number, stream: string): Promise<void> {
    const { clock, observer, signal } = this.#parts;
    observer.waiting(stream, { delayMs, untilMs: clock.now() + delayMs, reason: "export" });
    await clock.sleep(delayMs, signal);
  }

  async #attempt(request: HttpRequest, stream: string, rules?: ReplyRules): Promise<HttpResponse> {
    let target = request;
    let renewals = 0;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const { signed, isSigned, response } = await this.#exchange(target, stream);
      const authenticator = this.#signerOf(target);
      if (isSigned && authenticator.isRefusal?.(response) === true) {
        const isSecond = renewals > 0;
        if (renewals < MAX_RENEWALS && (await authenticator.renew?.({ request: signed, isSecond })) === true) {
          renewals += 1;
          continue;
        }
        if (response.status < 400) throw refusedCredentials(target, response);
      } else if (isSigned && response.status < 400) authenticator.accepted?.(signed);
      const exchange = { request: target, response, stream, rules };
      const decided = this.#judge.byRule(exchange);
      if (decided === "success") return response;
      if (decided !== undefined) throw decided;
      const location = response.headers["location"];
      if (response.status < 300 || response.status >= 400 || location === undefined) {
        const error = this.#judge.errorByStatus(exchange);
        if (error !== undefined) throw error;
        return response;
      }
      target = this.#origins.redirected(target, response.status, location);
    }
    throw new SystemError(`${endpointOf(request)} was redirected more than ${MAX_REDIRECTS} times. Check base_url.`);
  }

  #exchange(request: HttpRequest, stream: string): Promise<SignedExchange> {
    const { transport, rateLimiter, clock, observer, signal } = this.#parts;
    const authenticator = this.#signerOf(request);
    const onWait = (delayMs: number, sleepMs: number) =>
      observer.waiting(stream, { delayMs: sleepMs, untilMs: clock.now() + delayMs, reason: "rate limit" });
    const exchange = async () => {
      this.#origins.check(request);
      observer.requestSent(stream, endpointOf(request));
      const isSigned = !this.#origins.isUnsigned(request.url);
      const signed = isSigned ? await authenticator.authenticate(request) : request;
      const response = await transport.send(signed, signal);
      rateLimiter.observe(response.headers);
      return { signed, isSigned, response: authenticator.scrubResponse(response) };
    };
    return rateLimiter.run(exchange, signal, onWait);
  }

  #signerOf(request: HttpRequest): Signer {
    const { signedBy } = request;
    const { authenticator, authenticators = {} } = this.#parts;
    if (signedBy === undefined) return authenticator;
    const own = Object.hasOwn(authenticators, signedBy) ? authenticators[signedBy] : undefined;
    if (own !== undefined) return own;
    throw new SystemError(
      `${endpointOf(request)} was not sent: its authenticator "${signedBy}" is unknown. Return it from Source.authenticators().`,
    );
  }
}

/** For an API that refuses credentials with a status of success. */
function refusedCredentials(request: HttpRequest, response: HttpResponse): ConfigError {
  const message = `${endpointOf(request)} refused the credentials. Check them, or create new ones.`;
  return new ConfigError(message, { detail: detailOf(response) });
}
