import type { HttpRequest } from "../http/request.js";
import { Authenticator, headerValue, withHeader } from "./authenticator.js";

/** A bearer token (RFC 6750). */
export class BearerAuth extends Authenticator {
  readonly #token: string;

  /** @throws ConfigError for a token that no header can carry. */
  constructor({ token }: { readonly token: string }) {
    super();
    this.#token = headerValue(token, "The token");
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, "Authorization", `Bearer ${this.#token}`);
  }
}
