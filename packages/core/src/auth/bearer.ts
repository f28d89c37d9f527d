import type { HttpRequest } from "../http/request.js";
import { Authenticator, withHeader } from "./authenticator.js";

/** A bearer token (RFC 6750). */
export class BearerAuth extends Authenticator {
  readonly #token: string;

  constructor(token: string) {
    super();
    this.#token = token;
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, "Authorization", `Bearer ${this.#token}`);
  }
}
