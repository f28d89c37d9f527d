import { ConfigError } from "../errors/connector-error.js";
import type { Exchange } from "../http/exchange.js";
import { valueAt } from "../http/json.js";
import { withChanges } from "../protocol/changes.js";
import type { JsonObject } from "../protocol/json.js";
import { expiryMs } from "./expiry.js";
import { grantRequest, maskClient, type OAuthOptions, tokenOf } from "./oauth.js";
import { type Token, TokenAuth } from "./token-auth.js";

/** The settings of the config that a reply replaces, by name; a nested one as `credentials.refresh_token`. */
export interface RotatedSettings {
  readonly refreshToken: string;
  /** Saved with it, so that the next run need not use up a refresh token. Give it back in `saved`. */
  readonly accessToken?: string;
  /** The expiry of the access token, as ISO 8601. */
  readonly expiresAt?: string;
}

/** What `OAuthRefreshAuth` takes. */
export interface OAuthRefreshOptions extends OAuthOptions {
  readonly refreshToken: string;
  /** An access token of the config. It is used until it expires or is refused. */
  readonly saved?: {
    readonly accessToken?: string | undefined;
    /** ISO 8601, or seconds or milliseconds since 1970. */
    readonly expiresAt?: string | number | undefined;
  };
  /** Set it if a refresh token can be used only once: each new one is saved in these settings before its access token is used. */
  readonly rotates?: RotatedSettings;
}

/** A reply whose tokens may not be used yet. */
interface Grant {
  readonly token: Token;
  /** The settings to save first, if any changed. */
  readonly changes: JsonObject | undefined;
}

const REMEDY =
  "The refresh token is no longer valid: it was revoked, has expired, or another run has used it up. Authorize the connector " +
  "again, and put the new refresh token into the config.";

/** OAuth with a refresh token (RFC 6749, section 6), which may rotate. */
export class OAuthRefreshAuth extends TokenAuth {
  readonly #options: OAuthRefreshOptions;
  #refreshToken: string;
  /** Kept until it is saved, because its refresh token replaces the one that was used up. */
  #unsaved: Grant | undefined;

  constructor(options: OAuthRefreshOptions) {
    super(options);
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  protected override savedToken(): Token | undefined {
    const { accessToken = "", expiresAt } = this.#options.saved ?? {};
    if (accessToken === "") return undefined;
    return { value: accessToken, expiresAtMs: expiryMs(expiresAt, this.context.clock.now()) };
  }

  protected async fetchToken(exchange: Exchange): Promise<Token> {
    const { saveSettings } = this.context;
    if (this.#options.rotates !== undefined && saveSettings === undefined) {
      throw new ConfigError(
        "No access token was asked for: the refresh token can be used only once, and nothing here can save the next one. " +
          "Read through a Source, and give it a way to save settings.",
      );
    }
    this.#unsaved ??= await this.#refresh(exchange);
    const { token, changes } = this.#unsaved;
    if (changes !== undefined) await saveSettings?.(changes);
    this.#unsaved = undefined;
    return token;
  }

  async #refresh(exchange: Exchange): Promise<Grant> {
    const used = this.#refreshToken;
    for (const secret of [used, this.#options.refreshToken]) this.mask(secret);
    maskClient(this.#options, (secret) => this.mask(secret));
    const grant = { grant_type: "refresh_token", refresh_token: used };
    const reply = await exchange.send(grantRequest(this.#options, grant, REMEDY));
    const { refreshToken: path = "refresh_token", ...fields } = this.#options.fields ?? {};
    const next = valueAt(reply.body, path);
    if (typeof next === "string" && next !== "") this.#refreshToken = next;
    this.mask(this.#refreshToken);
    const token = tokenOf(reply, fields, this.context.clock.now());
    this.mask(token.value);
    return { token, changes: this.#refreshToken === used ? undefined : this.#changes(token) };
  }

  #changes({ value, expiresAtMs }: Token): JsonObject | undefined {
    const { rotates } = this.#options;
    if (rotates === undefined) return undefined;
    const expiry = expiresAtMs === undefined ? "" : new Date(expiresAtMs).toISOString();
    const settings = [
      [rotates.refreshToken, this.#refreshToken],
      [rotates.accessToken, value],
      [rotates.expiresAt, expiry],
    ] as const;
    return settings.reduce<JsonObject>(
      (changes, [path, text]) => (path === undefined ? changes : withChanges(changes, settingOf(path, text))),
      {},
    );
  }
}

/** The setting at a dotted path, with the objects around it. */
function settingOf(path: string, value: string): JsonObject {
  const [name = "", ...rest] = path.split(".");
  return { [name]: rest.length === 0 ? value : settingOf(rest.join("."), value) };
}
