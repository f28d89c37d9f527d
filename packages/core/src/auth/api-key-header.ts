import type { HttpRequest } from "../http/request.js";
import { Authenticator, withHeader } from "./authenticator.js";

/** A bare key in a header of the vendor's choice, e.g. `x-api-key`. */
export class ApiKeyHeaderAuth extends Authenticator {
  readonly #header: string;
  readonly #key: string;

  constructor(header: string, key: string) {
    super();
    this.#header = header;
    this.#key = key;
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, this.#header, this.#key);
  }
}
