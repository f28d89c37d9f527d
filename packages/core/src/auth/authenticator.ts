import { SystemError } from "../errors/connector-error.js";
import { headerValue } from "../http/headers.js";
import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import type { AuthContext, Refused } from "./context.js";

export { headerValue, withoutControls } from "../http/headers.js";

/** Signs requests: once per attempt, on a copy. It knows nothing of pagination, and pagination nothing of it. */
export abstract class Authenticator {
  /** The request with the credentials in it. */
  abstract authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;

  #context: AuthContext | undefined;

  /** For the source: called before the first request, and again if another run of the same config begins. */
  connect(context: AuthContext): void {
    this.#context = context;
  }

  /** What it needs of the run. */
  protected get context(): AuthContext {
    if (this.#context !== undefined) return this.#context;
    throw new SystemError("The authenticator has no context yet: return it from authenticator() of a source.");
  }

  /** Masks a secret in all output from now on; call it before a fetched token is used. */
  protected mask(secret: string): void {
    this.#context?.mask(secret);
  }

  /** True if the response says that the credentials are not valid: a 401, unless the API says it in another way. */
  isRefusal({ status }: HttpResponse): boolean {
    return status === 401;
  }

  /** The API accepted a request that was signed. */
  accepted(_request: HttpRequest): void {}

  /**
   * Gets new credentials after a refusal in mid-read.
   *
   * @returns true if the request may be signed and sent once more.
   */
  renew(_refused: Refused): boolean | Promise<boolean> {
    return false;
  }

  /** The response without the credentials, for schemes where the API repeats them. */
  scrubResponse(response: HttpResponse): HttpResponse {
    return response;
  }
}

/**
 * A copy of the request with one more header.
 *
 * @throws ConfigError if no header can carry the value.
 */
export function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return Object.freeze({
    ...request,
    headers: Object.freeze({ ...request.headers, [name]: headerValue(value, `The secret in the header ${name}`) }),
  });
}
