import type { AuthDesign, OAuthDesign } from "../../design/auth.js";
import type { Template, Value } from "../../design/expression.js";
import { type Component, componentAt, parametersOf, textAt, textOf, textsAt } from "../document/component.js";
import { type Templates, templateLiteral } from "../templates.js";
import { secret } from "./secret.js";

/** An `OAuthAuthenticator`: a refresh, client credentials, another grant, or a token of the config. */
export function oauthDesign(authenticator: Component, templates: Templates): AuthDesign {
  const grant = textAt(authenticator, "grant_type") ?? "refresh_token";
  if (textAt(authenticator, "token_refresh_endpoint") === undefined)
    return { kind: "bearer", token: secret(authenticator, "access_token_value", templates) };
  const refreshToken = textAt(authenticator, "refresh_token");
  if (grant === "client_credentials") return { kind: "client-credentials", ...common(authenticator, templates) };
  if (grant === "refresh_token" && refreshToken !== undefined)
    return {
      kind: "oauth-refresh",
      ...common(authenticator, templates),
      refreshToken: secret(authenticator, "refresh_token", templates),
      ...rotation(authenticator),
    };
  return otherGrant(authenticator, grant, templates);
}

function common(authenticator: Component, templates: Templates): Omit<OAuthDesign, "kind"> {
  const scopes = textsAt(authenticator, "scopes");
  const parameters = bodyParameters(authenticator, templates);
  return {
    url: secret(authenticator, "token_refresh_endpoint", templates),
    clientId: secret(authenticator, "client_id", templates),
    clientSecret: secret(authenticator, "client_secret", templates),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...fieldsOf(authenticator),
    ...clientPlace(authenticator, templates),
  };
}

function bodyParameters(authenticator: Component, templates: Templates): Readonly<Record<string, Template>> {
  const body = componentAt(authenticator, "refresh_request_body") ?? {};
  const known = new Set(["grant_type", "client_id", "client_secret", "refresh_token", "$parameters"]);
  const entries = Object.entries(body).flatMap(([name, value]): [string, Template][] => {
    const text = textOf(value);
    if (known.has(name) || text === undefined) return [];
    const what = `The field "${name}" of the token request`;
    const template = templates.text(text, { what, parameters: parametersOf(authenticator), as: "text" });
    return template === undefined ? [] : [[name, template]];
  });
  return Object.fromEntries(entries);
}

function fieldsOf(authenticator: Component): Pick<OAuthDesign, "fields"> {
  const access = textAt(authenticator, "access_token_name") ?? "access_token";
  const expires = textAt(authenticator, "expires_in_name") ?? "expires_in";
  const updater = componentAt(authenticator, "refresh_token_updater") ?? {};
  const refresh = textAt(updater, "refresh_token_name") ?? "refresh_token";
  const fields = {
    ...(access === "access_token" ? {} : { accessToken: access }),
    ...(expires === "expires_in" ? {} : { expires }),
    ...(refresh === "refresh_token" ? {} : { refreshToken: refresh }),
  };
  return Object.keys(fields).length === 0 ? {} : { fields };
}

/** A header of basic authentication names the client; no other header of a token request can be written. */
function clientPlace(authenticator: Component, templates: Templates): Pick<OAuthDesign, "clientIn"> {
  const headers = Object.entries(componentAt(authenticator, "refresh_request_headers") ?? {});
  const isBasic = headers.some(([name, value]) => /^authorization$/i.test(name) && /basic/i.test(textOf(value) ?? ""));
  const others = headers.filter(([name]) => !/^(authorization|content-type|accept|\$parameters)$/i.test(name));
  if (others.length > 0)
    templates.problem(`The token request has the header ${others[0]?.[0]}: write an authenticator that sends it.`);
  return isBasic ? { clientIn: "header" } : {};
}

/** Where Airbyte's connectors save a refresh token that works once. */
function rotation(authenticator: Component): Pick<OAuthDesign, "rotates"> {
  const updater = componentAt(authenticator, "refresh_token_updater");
  if (updater === undefined) return {};
  const path = (name: string, fallback: string) => {
    const names = textsAt(updater, name);
    return names.length === 0 ? `credentials.${fallback}` : names.join(".");
  };
  return {
    rotates: {
      refreshToken: path("refresh_token_config_path", "refresh_token"),
      accessToken: path("access_token_config_path", "access_token"),
      expiresAt: path("token_expiry_date_config_path", "token_expiry_date"),
    },
  };
}

/** A grant that core has no class for is a login call whose reply has the token. */
function otherGrant(authenticator: Component, grant: string, templates: Templates): AuthDesign {
  const { url, clientId, clientSecret, scopes, parameters, fields } = common(authenticator, templates);
  const client: Record<string, Value> = {
    ...(textAt(authenticator, "client_id") === undefined ? {} : { client_id: asValue(clientId) }),
    ...(textAt(authenticator, "client_secret") === undefined ? {} : { client_secret: asValue(clientSecret) }),
  };
  const scoped = scopes === undefined ? {} : { scopes };
  const more = Object.entries(parameters ?? {}).map(([name, template]) => [name, asValue(template)] as const);
  return {
    kind: "session",
    url,
    body: { as: "form", content: { grant_type: grant, ...client, ...scoped, ...Object.fromEntries(more) } },
    tokenAt: fields?.accessToken ?? "access_token",
    expiresAt: fields?.expires ?? "expires_in",
  };
}

function asValue(template: Template): Value {
  return typeof template === "string" ? template : templateLiteral(template);
}
