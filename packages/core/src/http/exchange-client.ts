import { ConfigError, SystemError } from "../errors/connector-error.js";
import type { Clock } from "./clock.js";
import { credentialUrlProblem } from "./credential-url.js";
import type { Exchange, ExchangeReply, ExchangeRequest } from "./exchange.js";
import { exchangeError, maskTokens, TokenReply } from "./exchange-reply.js";
import type { Query } from "./query.js";
import { applyChange, createRequest, endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse, Transport } from "./response.js";

/** What the source gives to it. */
export interface ExchangeParts {
  /** Scheme, host and port of the API, for an address that is a path. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Masks a value in all output from now on. */
  readonly mask: (secret: string) => void;
}

const MAX_REDIRECTS = 5;

/** The exchange with one token endpoint. It makes one attempt; the client of the API repeats it with its own request. */
export class ExchangeClient implements Exchange {
  readonly #url: URL;
  readonly #parts: ExchangeParts;

  /**
   * @param url of the token endpoint: absolute, or a path below the base URL.
   * @throws ConfigError if no credentials may be sent there.
   */
  constructor(url: string, parts: ExchangeParts) {
    this.#url = tokenUrl(url, parts.baseUrl);
    this.#parts = parts;
  }

  async send({ remedy, ...content }: ExchangeRequest): Promise<ExchangeReply> {
    const { transport, clock, signal, mask } = this.#parts;
    let request = this.#requestOf(content);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await transport.send(request, signal);
      maskTokens(request, response, mask);
      const location = response.headers["location"];
      if (response.status < 300 || response.status >= 400 || location === undefined) {
        const answer = { request, response, remedy, nowMs: clock.now() };
        const error = exchangeError(answer);
        if (error !== undefined) throw error;
        return new TokenReply(answer);
      }
      request = redirected(request, response, location);
    }
    throw new SystemError(`${endpointOf(request)} was redirected more than ${MAX_REDIRECTS} times. Check its address.`);
  }

  #requestOf({ method = "POST", path = "", query, headers = {}, body }: Omit<ExchangeRequest, "remedy">): HttpRequest {
    const target = path === "" ? this.#url : new URL(path, this.#url);
    if (target.origin !== this.#url.origin) {
      throw new SystemError(
        `A request for a token to ${target.origin} was not sent, because credentials go to ${this.#url.origin} only. ` +
          "This is a bug in the connector; please report it.",
      );
    }
    const inUrl: Query = Object.fromEntries(target.searchParams);
    return createRequest(target.origin, target.pathname, { method, headers, body, query: { ...inUrl, ...query } });
  }
}

/** Only a 307 or a 308 repeats method and body: after any other the credentials would be dropped, or put into a URL. */
function redirected(request: HttpRequest, { status }: HttpResponse, location: string): HttpRequest {
  const isAllowed = request.method === "GET" || status === 307 || status === 308;
  const from = new URL(request.url);
  const to = URL.canParse(location, request.url) ? new URL(location, from) : undefined;
  const isSameOrigin = to?.origin === from.origin && to.username === "" && to.password === "";
  if (isAllowed && isSameOrigin) return applyChange(request, { url: location });
  throw new SystemError(
    `${endpointOf(request)} was redirected (HTTP ${status})${to === undefined ? "" : ` to ${to.origin}`}, and credentials are not sent after ` +
      "a redirect to another host or one that drops the body. Check the address of the token endpoint.",
  );
}

function tokenUrl(url: string, baseUrl: string): URL {
  if (!URL.canParse(url, baseUrl)) {
    throw new ConfigError("The address of the token endpoint is not a URL. Check the settings that it is built from.");
  }
  const target = new URL(url, baseUrl);
  switch (credentialUrlProblem(target)) {
    case "not https":
      throw new ConfigError(
        `The token endpoint is at ${target.origin}, but credentials go over https only. Use https.`,
      );
    case "credentials inside":
      throw new ConfigError(
        "The address of the token endpoint has credentials in it. Give them as settings of their own.",
      );
    case "private address":
      throw new ConfigError(
        `The token endpoint is at ${target.host}, a private address, which is not allowed in the cloud. Use a public one.`,
      );
    default:
      return target;
  }
}
