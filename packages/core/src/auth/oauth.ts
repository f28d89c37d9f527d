import type { ExchangeReply, ExchangeRequest } from "../http/exchange.js";
import { valueAt } from "../http/json.js";
import { form, json } from "../http/request-body.js";
import { lifetimeMs } from "./expiry.js";
import type { Token, TokenAuthOptions } from "./token-auth.js";

/** Where a reply has what belongs to a token, as dotted paths. */
export interface TokenFields {
  readonly accessToken?: string;
  readonly refreshToken?: string;
  /** Seconds, a time or a date: see docs/reference/tokens.md. */
  readonly expires?: string;
}

/** What the OAuth authenticators take. */
export interface OAuthOptions extends TokenAuthOptions {
  readonly url: string;
  readonly clientId: string;
  /** A public client has none. */
  readonly clientSecret?: string | undefined;
  readonly scopes?: readonly string[];
  /** More fields of the body, e.g. `{ audience: "…" }`. A list repeats its field in a form. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  /** Where the client's ID and secret are sent: in the body, or as a Basic header. `body` if it is not set. */
  readonly clientIn?: "body" | "header";
  /** How the body is written; `form` if it is not set. */
  readonly bodyAs?: "form" | "json";
  /** Where the reply has its parts, if not in `access_token`, `refresh_token` and `expires_in` or `expires_at`. */
  readonly fields?: TokenFields;
}

/** Names and values of a grant; those that are undefined are not sent. */
export type GrantFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The request of a grant. @param remedy for the user, if it is refused. */
export function grantRequest(options: OAuthOptions, grant: GrantFields, remedy: string): ExchangeRequest {
  const { clientId, clientSecret, scopes = [], parameters, clientIn = "body", bodyAs = "form" } = options;
  const client = clientIn === "body" ? { client_id: clientId, client_secret: clientSecret } : {};
  const scope = scopes.length === 0 ? undefined : scopes.join(" ");
  const fields = given({ ...grant, ...client, scope, ...parameters });
  return {
    headers: clientIn === "header" ? { authorization: basicOf(options) } : {},
    body: bodyAs === "json" ? json(fields) : form(fields),
    remedy,
  };
}

/** Masks the client's secret, and the header that holds it in another encoding. */
export function maskClient(options: OAuthOptions, mask: (secret: string) => void): void {
  if (options.clientSecret === undefined) return;
  mask(options.clientSecret);
  mask(basicOf(options).slice("Basic ".length));
}

/** The header with the client's ID and secret, each encoded as RFC 6749, section 2.3.1, asks for. */
function basicOf({ clientId, clientSecret = "" }: Pick<OAuthOptions, "clientId" | "clientSecret">): string {
  const [id, secret] = [clientId, clientSecret].map((part) => new URLSearchParams([["", part]]).toString().slice(1));
  return `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
}

/** The token of a reply, with its expiry on our clock. */
export function tokenOf(
  reply: ExchangeReply,
  { accessToken = "access_token", expires }: TokenFields,
  nowMs: number,
): Token {
  const value = reply.textAt(accessToken);
  const paths = expires === undefined ? ["expires_in", "expires_at"] : [expires];
  const lives = paths.map((path) => lifetimeMs(valueAt(reply.body, path), reply.serverMs));
  const lifeMs = lives.find((life) => life !== undefined);
  return { value, expiresAtMs: lifeMs === undefined ? undefined : nowMs + lifeMs };
}

function given(fields: GrantFields): Record<string, string | string[]> {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === "string" ? value : [...value]] as const],
  );
  return Object.fromEntries(entries);
}
