import type { AuthDesign, SendAsDesign } from "../../design/auth.js";
import type { Value } from "../../design/expression.js";
import {
  type Component,
  componentAt,
  isTrueAt,
  numberAt,
  parametersOf,
  textAt,
  textsAt,
} from "../document/component.js";
import type { JsonObject } from "../document/json.js";
import { durationOf } from "../incremental/durations.js";
import { addressOf } from "../request/address.js";
import { requestOf } from "../request/requester.js";
import { code, literal, type Place, type Templates, templateLiteral } from "../templates.js";
import { secret } from "./secret.js";

type Session = AuthDesign & { readonly kind: "session" };

/** Reads an authenticator; passed in, because a login call may be signed itself. */
export type ReadAuth = (authenticator: Component | undefined, templates: Templates) => AuthDesign;

/** A `SessionTokenAuthenticator`; undefined if its login has something that core's does not. */
export function sessionDesign(authenticator: Component, templates: Templates, readAuth: ReadAuth): Session | undefined {
  const login = componentAt(authenticator, "login_requester");
  const tokenAt = textsAt(authenticator, "session_token_path").join(".");
  if (login === undefined || tokenAt === "") return undefined;
  const request = requestOf(login, { templates, window: undefined, isPartitioned: false });
  const url = loginUrl(login, templates);
  const signed = signature(readAuth(componentAt(login, "authenticator"), templates));
  if (url === undefined || signed === undefined || request.body?.as === "text") return undefined;
  const headers = { ...request.headers, ...signed };
  const sendAs = sendAsOf(componentAt(authenticator, "request_authentication"));
  return {
    kind: "session",
    url,
    method: request.method === "POST" ? "POST" : "GET",
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(request.body === undefined ? {} : { body: { as: request.body.as, content: request.body.content } }),
    tokenAt,
    ...lifetime(authenticator),
    ...(sendAs === undefined ? {} : { sendAs }),
  };
}

/** The address of the login call, parameters included. */
function loginUrl(login: Component, templates: Templates) {
  const [base, path] = [textAt(login, "url") ?? textAt(login, "url_base") ?? "", textAt(login, "path") ?? ""];
  const address = addressOf(base, path);
  const parameters = Object.entries({ ...address.query, ...componentAt(login, "request_parameters") });
  const query = parameters
    .filter(([name]) => name !== "$parameters")
    .map(([name, value]) => `${name}=${String(value)}`);
  const text = `${address.origin}/${address.path}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  return templates.text(text, { what: "The address of the login", parameters: parametersOf(login), as: "text" });
}

/** The header by which a login call is signed; undefined if it is signed in another way. */
function signature(auth: AuthDesign): Readonly<Record<string, Value>> | undefined {
  switch (auth.kind) {
    case "none":
      return {};
    case "bearer":
      return { authorization: code`\`Bearer \${${templateLiteral(auth.token)}}\`` };
    case "header":
      return { [auth.name]: templateLiteral(auth.key) };
    case "basic": {
      const pair = code`\`\${${templateLiteral(auth.username)}}:\${${templateLiteral(auth.password)}}\``;
      return { authorization: code`\`Basic \${Buffer.from(${pair}).toString("base64")}\`` };
    }
    default:
      return undefined;
  }
}

function sendAsOf(authentication: Component | undefined): SendAsDesign | undefined {
  const option = authentication === undefined ? undefined : componentAt(authentication, "inject_into");
  const name = option === undefined ? undefined : textAt(option, "field_name");
  if (option === undefined || name === undefined) return undefined;
  if (textAt(option, "inject_into") === "request_parameter") return { query: name };
  const prefix = /^(.*?)\{\{\s*session_token\s*\}\}$/s.exec(textAt(authentication ?? {}, "api_token") ?? "")?.[1];
  return prefix === undefined || prefix === "" ? { header: name } : { header: name, prefix };
}

function lifetime(authenticator: Component): { readonly lifetimeMinutes?: number } {
  const duration = durationOf(textAt(authenticator, "expiration_duration") ?? "");
  if (duration === undefined || duration.amount === 0) return {};
  const minutes = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440, months: 43_200 }[duration.unit];
  return { lifetimeMinutes: Math.max(1, Math.floor(duration.amount * minutes)) };
}

/** A `JwtAuthenticator`. */
export function jwtDesign(authenticator: Component, templates: Templates): AuthDesign {
  const place: Place = { what: "The signed token", parameters: parametersOf(authenticator) };
  const headers = { ...named(authenticator, "jwt_headers"), ...named(authenticator, "additional_jwt_headers") };
  const { kid, ...others } = headers;
  const claims = { ...named(authenticator, "jwt_payload"), ...named(authenticator, "additional_jwt_payload") };
  const seconds = numberAt(authenticator, "token_duration");
  const prefix = textAt(authenticator, "header_prefix");
  return {
    kind: "jwt",
    algorithm: textAt(authenticator, "algorithm") ?? "HS256",
    key: secret(authenticator, "secret_key", templates),
    ...(isTrueAt(authenticator, "base64_encode_secret_key") ? { keyAs: "base64" as const } : {}),
    ...(typeof kid === "string" ? { keyId: templates.text(kid, { ...place, as: "text" }) ?? "" } : {}),
    ...(Object.keys(others).length === 0 ? {} : { headers: literal(templates.value(others, place)) }),
    claims: templates.value(claims, place) ?? {},
    lifetimeSeconds: seconds ?? 1200,
    ...(prefix === "Bearer" ? {} : { sendAs: { header: "Authorization", ...(prefix && { prefix: `${prefix} ` }) } }),
  };
}

function named(authenticator: Component, name: string): JsonObject {
  const { $parameters: _inherited, type: _type, ...own } = componentAt(authenticator, name) ?? {};
  return own;
}
