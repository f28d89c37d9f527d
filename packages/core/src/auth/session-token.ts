import type { Exchange } from "../http/exchange.js";
import type { Method } from "../http/request.js";
import type { RequestBody } from "../http/request-body.js";
import { tokenOf } from "./oauth.js";
import { type Token, TokenAuth, type TokenAuthOptions } from "./token-auth.js";

/** What `SessionTokenAuth` takes. */
export interface SessionTokenOptions extends TokenAuthOptions {
  /** The address of the login call. */
  readonly url: string;
  /** The login, e.g. `json({ username, password })` or `form(…)`. */
  readonly body?: RequestBody;
  /** Headers of the login call, e.g. a key of the application. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `POST` if it is not set. */
  readonly method?: Method;
  /** Where the reply has the token, as a dotted path, e.g. `data.token`. */
  readonly tokenAt: string;
  /** Where it has the expiry: seconds from now, a time or a date. */
  readonly expiresAt?: string;
  /** How long a session lasts by the vendor's documents, where the reply does not say it. */
  readonly lifetimeMinutes?: number;
}

const REMEDY = "Check the user name and the password, and whether the account may use the API.";

/** For APIs with a login call, whose reply has a token for the requests after it. */
export class SessionTokenAuth extends TokenAuth {
  readonly #options: SessionTokenOptions;

  constructor(options: SessionTokenOptions) {
    super(options);
    this.#options = options;
  }

  protected async fetchToken(exchange: Exchange): Promise<Token> {
    const { body, headers = {}, method = "POST", tokenAt, expiresAt = "", lifetimeMinutes } = this.#options;
    const content = body === undefined ? {} : { body };
    const reply = await exchange.send({ method, headers, remedy: REMEDY, ...content });
    const nowMs = this.context.clock.now();
    const { value, expiresAtMs } = tokenOf(reply, { accessToken: tokenAt, expires: expiresAt }, nowMs);
    const assumedMs = lifetimeMinutes === undefined ? undefined : nowMs + lifetimeMinutes * 60_000;
    return { value, expiresAtMs: expiresAtMs ?? assumedMs };
  }
}
