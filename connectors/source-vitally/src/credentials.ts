import { ApiKeyHeaderAuth, type Authenticator, BasicAuth } from "@sluice/core";

/** The three ways in which configs carry the token, in the order in which they are used. An empty one counts as not given. */
export interface Credentials {
  readonly secret_token?: string | undefined;
  /** The token's name in Airbyte's first releases. */
  readonly api_key?: string | undefined;
  readonly basic_auth_header?: string | undefined;
}

const BASIC_HEADER = /^\s*(?:basic\s+)?([a-z0-9+/]+={0,2})\s*$/i;

/**
 * The base64 part of a header that Vitally's settings page shows, with or without its scheme; undefined if it has another
 * form. It encodes the token and a colon.
 */
export function encodedPair(header: string): string | undefined {
  const encoded = BASIC_HEADER.exec(header)?.[1] ?? "";
  return Buffer.from(encoded, "base64").toString("latin1").indexOf(":") > 0 ? encoded : undefined;
}

export function tokenOf({ secret_token, api_key }: Credentials): string | undefined {
  return secret_token || api_key || undefined;
}

/**
 * The token is the user name, and the password is empty. Airbyte's connector sends the text of `basic_auth_header` as the
 * password, which Vitally ignores. Here a header counts only where there is no token.
 */
export function authenticatorOf(credentials: Credentials): Authenticator {
  const token = tokenOf(credentials);
  if (token !== undefined) return new BasicAuth({ username: token, password: "" });
  return new ApiKeyHeaderAuth({
    header: "Authorization",
    key: `Basic ${encodedPair(credentials.basic_auth_header ?? "") ?? ""}`,
  });
}
