import type { HttpRequest } from "../http/request.js";
import { Authenticator, headerValue, withHeader } from "./authenticator.js";

/** Several headers, e.g. a key and its secret, or a key and the version of the API. */
export class HeadersAuth extends Authenticator {
  readonly #headers: readonly (readonly [string, string])[];

  /**
   * @param headers names and values; a value that is secret must be a `secret` of the config, which is what is masked.
   * @throws ConfigError for a value that no header can carry.
   */
  constructor({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
    super();
    this.#headers = Object.entries(headers).map(([name, value]) => [name, headerValue(value, `The header ${name}`)]);
  }

  authenticate(request: HttpRequest): HttpRequest {
    return this.#headers.reduce((signed, [name, value]) => withHeader(signed, name, value), request);
  }
}
