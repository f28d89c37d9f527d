import { SystemError } from "../errors/connector-error.js";
import { applyChange, endpointOf, type HttpRequest } from "./request.js";

/** Each is a scheme, host and port. */
export interface OriginOptions {
  readonly baseUrl: string;
  /** Others of the vendor, which get the credentials too. */
  readonly origins?: readonly string[];
  /** Storages whose links carry their own signature. */
  readonly unsignedOrigins?: readonly string[];
}

/** Where requests go: to the API's origins with credentials, to declared storages without, and nowhere else. */
export class Origins {
  readonly #signed: readonly string[];
  readonly #unsigned: readonly string[];

  constructor({ baseUrl, origins = [], unsignedOrigins = [] }: OriginOptions) {
    this.#signed = [baseUrl, ...origins].flatMap((url) => originOf(url) ?? []);
    this.#unsigned = unsignedOrigins;
  }

  isUnsigned(url: string): boolean {
    return this.#unsigned.length > 0 && this.#unsigned.includes(originOf(url) ?? "");
  }

  /**
   * Links and redirects are checked where they are followed; a paginator or a stream can make a request of any URL.
   *
   * @throws SystemError for a request to another origin, or with credentials in its URL.
   */
  check({ url }: HttpRequest): void {
    const { origin, username, password } = new URL(url);
    const isKnown = this.#signed.includes(origin) || this.isUnsigned(url);
    if (isKnown && username === "" && password === "") return;
    throw new SystemError(
      `A request to ${origin} was not sent: the connector signs requests to ${this.#signed.join(", ")} only, because credentials never ` +
        "go to another host. Build requests with http.request(…) or from the page before, or list the origin in Source.origins.",
    );
  }

  /**
   * The request for a file that the API names.
   *
   * @param link absolute, or relative to the base URL.
   * @throws SystemError for a file at an origin that is not declared.
   */
  fileRequest(link: string, base: HttpRequest): HttpRequest {
    if (this.isUnsigned(link)) return unsigned(link);
    const origin = originOf(link);
    if (origin !== undefined && origin !== originOf(base.url)) {
      throw new SystemError(
        `The API has a file at ${origin}, from which the stream does not download. Add it to downloadOrigins if that is the vendor's storage.`,
      );
    }
    return applyChange(base, { url: link, headers: { Accept: "*/*", ...base.headers } });
  }

  /**
   * The request that follows a redirect. Only a 307 or a 308 repeats any method and its body; after another one, clients
   * send a GET, which would ask for something else, unless it was a GET before.
   *
   * @throws SystemError for a redirect to another origin, or one that would drop a body.
   */
  redirected(request: HttpRequest, status: number, location: string): HttpRequest {
    if (this.isUnsigned(location)) return unsigned(location);
    if (request.method === "GET" || status === 307 || status === 308) return applyChange(request, { url: location });
    throw new SystemError(
      `${endpointOf(request)} was redirected with HTTP ${status}, which would turn it into a GET without its body. ` +
        "Check base_url, e.g. for http in place of https.",
    );
  }
}

/** A link with a signature of its own is sent as it is: written another way, the signature might not fit. */
function unsigned(url: string): HttpRequest {
  return Object.freeze({ url, query: {}, headers: { Accept: "*/*" }, method: "GET" });
}

/** Undefined for what is not a whole URL. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
