import { createPrivateKey, type KeyObject } from "node:crypto";
import { ConfigError } from "../errors/connector-error.js";
import type { Exchange } from "../http/exchange.js";
import { form } from "../http/request-body.js";
import type { JsonObject } from "../protocol/json.js";
import { type TokenFields, tokenOf } from "./oauth.js";
import { type Token, TokenAuth, type TokenAuthOptions } from "./token-auth.js";

/** What `JwtAuth` takes. */
export interface JwtAuthOptions extends TokenAuthOptions {
  /** e.g. `HS256`, `RS256`, `PS256`, `ES256` or `EdDSA`. */
  readonly algorithm: string;
  /** The secret of an HS algorithm, or a private key in PEM. */
  readonly key: string;
  /** How the secret of an HS algorithm is written; `utf8` if it is not set. */
  readonly keyAs?: "utf8" | "base64" | "hex";
  /** The header `kid`, by which the API knows the key. */
  readonly keyId?: string | undefined;
  /** More headers of the token. */
  readonly headers?: JsonObject;
  /** `iss`, `sub`, `aud`, `scope` …, or a function that is called for each token. `iat` and `exp` are added. */
  readonly claims: JsonObject | (() => JsonObject);
  /** Five minutes if it is not set. */
  readonly lifetimeSeconds?: number;
  /** More fields of the body, if there is a `url`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where the reply has its parts, if there is a `url`. */
  readonly fields?: TokenFields;
}

const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const REMEDY =
  "Check the key and the settings that the token is made of, such as the issuer or the account, and the clock of this machine.";

/**
 * Signs a JSON Web Token (RFC 7519). Without a `url` it is sent to the API itself; with one it is exchanged for an access token
 * there (RFC 7523), as Google does for service accounts.
 */
export class JwtAuth extends TokenAuth {
  readonly #options: JwtAuthOptions;

  constructor(options: JwtAuthOptions) {
    super(options);
    this.#options = options;
  }

  protected async fetchToken(exchange: Exchange): Promise<Token> {
    const { url, parameters, fields = {} } = this.#options;
    const signed = await this.#signed();
    this.mask(signed.value);
    if (url === undefined) return signed;
    const body = form({ grant_type: GRANT, assertion: signed.value, ...parameters });
    return tokenOf(await exchange.send({ body, remedy: REMEDY }), fields, this.context.clock.now());
  }

  async #signed(): Promise<Token> {
    const { SignJWT } = await import("jose"); // here, because most connectors do not need it
    const { algorithm, claims, keyId, headers, lifetimeSeconds = 300 } = this.#options;
    const issuedAt = Math.floor(this.context.clock.now() / 1000);
    const expiresAt = issuedAt + lifetimeSeconds;
    const kid = keyId === undefined ? {} : { kid: keyId };
    const token = new SignJWT({ iat: issuedAt, exp: expiresAt, ...(typeof claims === "function" ? claims() : claims) });
    token.setProtectedHeader({ typ: "JWT", ...headers, ...kid, alg: algorithm });
    try {
      return { value: await token.sign(keyOf(this.#options)), expiresAtMs: expiresAt * 1000 };
    } catch {
      throw unusableKey(algorithm); // the cause may quote the key
    }
  }
}

function keyOf({ algorithm, key, keyAs = "utf8" }: JwtAuthOptions): KeyObject | Uint8Array {
  if (algorithm.startsWith("HS")) return Buffer.from(key, keyAs);
  return createPrivateKey(key.replaceAll("\\n", "\n")); // in an environment variable, or copied out of JSON
}

function unusableKey(algorithm: string): ConfigError {
  const what = algorithm.startsWith("HS")
    ? "the whole secret"
    : "the whole private key in PEM, with its first and last line";
  return new ConfigError(`No token could be signed with ${algorithm}: the key does not fit. Copy ${what}.`);
}
