import { ConfigError, SystemError } from "../errors/connector-error.js";
import type { Exchange } from "../http/exchange.js";
import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import { ApiKeyHeaderAuth } from "./api-key-header.js";
import { ApiKeyQueryAuth } from "./api-key-query.js";
import { Authenticator } from "./authenticator.js";
import type { Refused } from "./context.js";

/** A token for the API. */
export interface Token {
  readonly value: string;
  /** When it expires, in milliseconds since the epoch. Without it the token is used until the API refuses it. */
  readonly expiresAtMs?: number | undefined;
}

/** Where requests carry the token: a header, with a text before the token, or a query parameter. */
export type SendAs = { readonly header: string; readonly prefix?: string } | { readonly param: string };

/** What all authenticators with tokens take. */
export interface TokenAuthOptions {
  /** The token endpoint: an https address, or a path below the API's base URL. No other host gets the credentials. */
  readonly url?: string;
  /** `{ header: "Authorization", prefix: "Bearer " }` if it is not set. */
  readonly sendAs?: SendAs;
  /** The statuses with which the API says that a token is no longer valid; 401 if they are not set. */
  readonly refusals?: readonly number[];
}

/** A token in use. */
interface Held {
  readonly signer: Authenticator;
  /** By the monotonic clock. */
  readonly renewAtMs: number;
  /** The API accepted it, so a later refusal says that it expired. */
  isAccepted: boolean;
  /** It was fetched after a refusal and refused at once, so a token is not what the API wants. */
  isUseless: boolean;
}

const BEARER: SendAs = { header: "Authorization", prefix: "Bearer " };

/** A token is renewed this long before it expires, or after nine tenths of its life if that is later. */
const MARGIN_MS = 60_000;

/**
 * For APIs that take a token which must be fetched. One token serves all streams of a source: it is fetched once, however many
 * requests wait for it, renewed before it expires, and once more after a refusal.
 */
export abstract class TokenAuth extends Authenticator {
  readonly #url: string | undefined;
  readonly #sendAs: SendAs;
  readonly #refusals: readonly number[];
  #current: Held | undefined;
  /** The one before, for responses that are still on their way. */
  #previous: Held | undefined;
  #pending: Promise<Held> | undefined;
  #failure: ConfigError | undefined;

  constructor({ url, sendAs = BEARER, refusals = [401] }: TokenAuthOptions) {
    super();
    this.#url = url;
    this.#sendAs = sendAs;
    this.#refusals = refusals;
  }

  /**
   * Gets a new token. It is called once at a time.
   *
   * @param exchange the only way to the token endpoint.
   * @throws ConfigError if the credentials are refused; it is not tried again then, because that could lock the account.
   */
  protected abstract fetchToken(exchange: Exchange): Promise<Token>;

  /** A token that is valid already, e.g. one of the config; asked for once, before the first is fetched. */
  protected savedToken(): Token | undefined {
    return undefined;
  }

  async authenticate(request: HttpRequest): Promise<HttpRequest> {
    this.#current ??= this.#saved();
    const { signer } = this.#isUsable(this.#current) ? this.#current : await this.#fetch();
    return signer.authenticate(request);
  }

  /** True if the response says that its token is no longer valid. Override it where the status alone does not say so. */
  override isRefusal(response: HttpResponse): boolean {
    return this.#refusals.includes(response.status);
  }

  /** Gets a new token, unless another request has got one since the refused one was signed. */
  override async renew({ request, isSecond }: Refused): Promise<boolean> {
    const refused = [this.#current, this.#previous].find((held) => held && isSignedBy(held.signer, request));
    if (isSecond && refused?.isAccepted !== true) {
      if (refused !== undefined) refused.isUseless = true;
      return false;
    }
    if (refused === undefined || refused !== this.#current) return true;
    if (refused.isUseless) return false;
    await this.#fetch();
    return true;
  }

  override accepted(request: HttpRequest): void {
    const held = this.#current;
    if (held !== undefined && !held.isAccepted) held.isAccepted = isSignedBy(held.signer, request);
  }

  override scrubResponse(response: HttpResponse): HttpResponse {
    if (!("param" in this.#sendAs)) return response;
    return [this.#previous, this.#current].reduce(
      (clean, held) => held?.signer.scrubResponse(clean) ?? clean,
      response,
    );
  }

  /** One fetch for all requests that wait. */
  #fetch(): Promise<Held> {
    this.#pending ??= this.#fetched().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetched(): Promise<Held> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const held = this.#hold(await this.fetchToken(this.#exchange()));
      this.#previous = this.#current;
      this.#current = held;
      return held;
    } catch (error) {
      if (error instanceof ConfigError) this.#failure = error;
      throw error;
    }
  }

  #saved(): Held | undefined {
    const token = this.savedToken();
    if (token === undefined) return undefined;
    this.mask(token.value);
    return (token.expiresAtMs ?? Number.POSITIVE_INFINITY) > this.context.clock.now() ? this.#hold(token) : undefined;
  }

  /** A new token that seems to have expired already is used until it is refused: the two clocks disagree. */
  #hold({ value, expiresAtMs = Number.POSITIVE_INFINITY }: Token): Held {
    this.mask(value);
    const { clock } = this.context;
    const leftMs = expiresAtMs - clock.now();
    const lifeMs = leftMs > 0 ? leftMs : Number.POSITIVE_INFINITY;
    const renewAtMs = clock.monotonicMs() + Math.max(lifeMs - MARGIN_MS, 0.9 * lifeMs);
    return { signer: this.#signerOf(value), renewAtMs, isAccepted: false, isUseless: false };
  }

  #isUsable(held: Held | undefined): held is Held {
    return held !== undefined && this.context.clock.monotonicMs() < held.renewAtMs;
  }

  #signerOf(token: string): Authenticator {
    if (!/^[\x20-\x7e]+$/.test(token)) {
      throw new SystemError("The token has characters that no header can carry. Please report it with the log.");
    }
    if ("param" in this.#sendAs) return new ApiKeyQueryAuth({ param: this.#sendAs.param, key: token });
    const { header, prefix = "" } = this.#sendAs;
    return new ApiKeyHeaderAuth({ header, key: `${prefix}${token}` });
  }

  #exchange(): Exchange {
    const url = this.#url;
    return url === undefined ? NO_ENDPOINT : this.context.exchange(url);
  }
}

/** For tokens that are made and not fetched. */
const NO_ENDPOINT: Exchange = {
  send: () => Promise.reject(new SystemError("The authenticator has no `url` of a token endpoint. Please report it.")),
};

/** Signing again with the same token changes nothing. */
function isSignedBy(signer: Authenticator, request: HttpRequest): boolean {
  const again = signer.authenticate(request) as HttpRequest;
  return JSON.stringify([again.query, again.headers]) === JSON.stringify([request.query, request.headers]);
}
