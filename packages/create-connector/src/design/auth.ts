import type { Expression, Template, Value } from "./expression.js";

/** How requests are signed. Expressions see `config`. */
export type AuthDesign =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: Template }
  | { readonly kind: "basic"; readonly username: Template; readonly password: Template }
  | { readonly kind: "header" | "query"; readonly name: string; readonly key: Template }
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, Template>> }
  | OAuthDesign
  | {
      readonly kind: "session";
      readonly url: Template;
      readonly method?: "GET" | "POST";
      readonly headers?: Readonly<Record<string, Value>>;
      readonly body?: { readonly as: "json" | "form"; readonly content: Value };
      readonly tokenAt: string;
      readonly expiresAt?: string;
      readonly lifetimeMinutes?: number;
      readonly sendAs?: SendAsDesign;
    }
  | {
      readonly kind: "jwt";
      readonly algorithm: string;
      readonly key: Template;
      readonly keyAs?: "utf8" | "base64" | "hex";
      readonly keyId?: Template;
      readonly headers?: Value;
      readonly claims: Value;
      readonly lifetimeSeconds?: number;
      readonly sendAs?: SendAsDesign;
    }
  /** By a setting: the first case whose condition holds; the last one has none. */
  | { readonly kind: "choice"; readonly cases: readonly { readonly if?: Expression; readonly auth: AuthDesign }[] }
  /** A subclass of `Authenticator` that an author has to write: its methods throw with what to do. */
  | { readonly kind: "code"; readonly code: Expression; readonly todo: string };

export interface OAuthDesign {
  readonly kind: "oauth-refresh" | "client-credentials";
  /** The address of the token endpoint. */
  readonly url: Template;
  readonly clientId: Template;
  readonly clientSecret: Template;
  /** Only for a refresh. */
  readonly refreshToken?: Template;
  readonly scope?: string;
  /** Scopes that are sent as a field `scopes` for each of them, which RFC 6749 does not know. */
  readonly scopes?: readonly string[];
  /** More fields of the grant, by name. */
  readonly parameters?: Readonly<Record<string, Template>>;
  /** Where the reply has its parts, if not in the usual fields. */
  readonly fields?: { readonly accessToken?: string; readonly expires?: string; readonly refreshToken?: string };
  /** Settings that a new refresh token replaces, where each works once. */
  readonly rotates?: { readonly refreshToken: string; readonly accessToken?: string; readonly expiresAt?: string };
  /** Where the client's ID and secret go; into the body by default. */
  readonly clientIn?: "body" | "header";
  readonly sendAs?: SendAsDesign;
}

/** Where a fetched token goes; `Authorization: Bearer …` by default. */
export type SendAsDesign = { readonly header: string; readonly prefix?: string } | { readonly query: string };
