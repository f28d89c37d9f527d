import { headerValue } from "../http/headers.js";
import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";

export { headerValue, withoutControls } from "../http/headers.js";

/** Signs requests: once per attempt, on a copy. It knows nothing of pagination, and pagination nothing of it. */
export abstract class Authenticator {
  /** The request with the credentials in it. */
  abstract authenticate(request: HttpRequest): HttpRequest | Promise<HttpRequest>;

  #mask: (secret: string) => void = () => undefined;

  /** For the source: where secrets are reported that are not in the config. */
  maskWith(mask: (secret: string) => void): void {
    this.#mask = mask;
  }

  /** Masks a secret in all output from now on; call it before a fetched token is used. */
  protected mask(secret: string): void {
    this.#mask(secret);
  }

  /**
   * Gets new credentials after a refusal (401) in mid-read.
   *
   * @returns true if the request may be signed and sent once more.
   */
  renew(): boolean | Promise<boolean> {
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
