import type { HttpRequest } from "../http/request.js";
import { Authenticator, withHeader, withoutControls } from "./authenticator.js";

/** HTTP Basic (RFC 7617), the pair encoded as UTF-8. An empty password keeps the colon. */
export class BasicAuth extends Authenticator {
  readonly #header: string;

  /** @throws ConfigError for a control character in either, which RFC 7617 forbids. */
  constructor({ username, password }: { readonly username: string; readonly password: string }) {
    super();
    const pair = `${withoutControls(username, "The user name of Basic authentication")}:${withoutControls(password, "The password of Basic authentication")}`;
    this.#header = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
  }

  authenticate(request: HttpRequest): HttpRequest {
    return withHeader(request, "Authorization", this.#header);
  }
}
