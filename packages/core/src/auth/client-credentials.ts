import type { Exchange } from "../http/exchange.js";
import { grantRequest, maskClient, type OAuthOptions, tokenOf } from "./oauth.js";
import { type Token, TokenAuth } from "./token-auth.js";

const REMEDY = "Check the client ID and the client secret, and whether the client may have these scopes.";

/** OAuth's grant for programs (RFC 6749, section 4.4): the client's ID and secret get a token, without a user. */
export class ClientCredentialsAuth extends TokenAuth {
  readonly #options: OAuthOptions;

  constructor(options: OAuthOptions) {
    super(options);
    this.#options = options;
  }

  protected async fetchToken(exchange: Exchange): Promise<Token> {
    maskClient(this.#options, (secret) => this.mask(secret));
    const reply = await exchange.send(grantRequest(this.#options, { grant_type: "client_credentials" }, REMEDY));
    return tokenOf(reply, this.#options.fields ?? {}, this.context.clock.now());
  }
}
