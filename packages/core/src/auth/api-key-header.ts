import type { HttpRequest } from "../http/request.js";
import { Authenticator, headerValue, withHeader } from "./authenticator.js";

/** A bare key in a header of the vendor's choice, e.g. `x-api-key`. */
export class ApiKeyHeaderAuth extends Authenticator {
  readonly #header: string;
  readonly #key: string;

  /** @throws ConfigError for a key that no header can carry. */
  constructor({ header, key }: { readonly header: string; readonly key: string }) {
    super();
    this.#header = header;
    this.#key = headerValue(key, `The key in the header ${header}`);
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, this.#header, this.#key);
  }
}
