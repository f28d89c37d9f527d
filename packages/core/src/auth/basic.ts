import type { HttpRequest } from "../http/request.js";
import { Authenticator, withHeader } from "./authenticator.js";

/** HTTP Basic (RFC 7617), the pair encoded as UTF-8. An empty password keeps the colon. */
export class BasicAuth extends Authenticator {
  readonly #header: string;

  constructor(username: string, password: string) {
    super();
    this.#header = `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, "Authorization", this.#header);
  }
}
