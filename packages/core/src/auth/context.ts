import type { Clock } from "../http/clock.js";
import type { Exchange } from "../http/exchange.js";
import type { HttpRequest } from "../http/request.js";
import type { JsonObject } from "../protocol/json.js";

/** What an authenticator needs of the run that it signs requests for. The source gives it before the first request. */
export interface AuthContext {
  readonly clock: Clock;
  /** Aborts when the run must stop at once. */
  readonly signal: AbortSignal;
  /** Masks a secret in all output from now on; call it before a fetched token is used. */
  mask(secret: string): void;
  /**
   * A client for the token endpoint at this address, and for no other host. Give it the address that the authenticator was made
   * with, never one of a reply.
   *
   * @param url absolute, or a path below the API's base URL.
   * @throws ConfigError if no credentials may be sent there.
   */
  exchange(url: string): Exchange;
  /**
   * Saves changed settings where the config came from, e.g. a refresh token that replaces the one in use. It resolves once they
   * are saved; the new token must not be used before. Undefined where nothing can save them.
   */
  saveSettings?(changes: JsonObject): Promise<void>;
}

/** A refused request. */
export interface Refused {
  /** As it was sent, signed. */
  readonly request: HttpRequest;
  /** True if it was signed again after a refusal already: then it is sent once more only if the new credentials worked before. */
  readonly isSecond: boolean;
}
