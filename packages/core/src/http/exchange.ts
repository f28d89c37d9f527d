import type { JsonValue } from "../protocol/json.js";
import type { Query } from "./query.js";
import type { Method } from "./request.js";
import type { RequestBody } from "./request-body.js";

/**
 * Sends unsigned requests to the token endpoint that an authenticator was made with, and to no other host: the one exception to
 * the rule that credentials stay on the API's own. It has the proxy, the limits and the guard of the API's requests.
 */
export interface Exchange {
  /**
   * One attempt. A failure that will probably pass is a TransientError, after which the API's request is tried again, within the
   * run's limits, and with it the exchange.
   *
   * @throws ConfigError if the credentials are refused, TransientError, or SystemError. None shows the reply's body, which may
   *   have tokens in it.
   */
  send(request: ExchangeRequest): Promise<ExchangeReply>;
}

/** A request for a token. */
export interface ExchangeRequest {
  /** `POST` if it is not set. */
  readonly method?: Method;
  /** Another path on the same host, e.g. of a second step. */
  readonly path?: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** `json(…)`, `form(…)` or `text(…)`. */
  readonly body?: RequestBody;
  /** What the user should do if the credentials are refused, as a sentence, e.g. "Check the user name and the password." */
  readonly remedy: string;
}

/** A reply with a status of success. Everything in it that looks like a token is masked already. */
export interface ExchangeReply {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server's time when it answered, in milliseconds since the epoch, for expiry times that it wrote. */
  readonly serverMs: number;
  /** @throws SystemError if it is not JSON. */
  readonly body: JsonValue;
  /**
   * The text at a dotted path, e.g. `data.token`.
   *
   * @throws ConfigError if there is none but the reply says that the credentials are refused; else SystemError.
   */
  textAt(path: string): string;
}
