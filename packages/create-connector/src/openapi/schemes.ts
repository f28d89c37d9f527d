import type { AuthDesign } from "../design/auth.js";
import type { Template } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import { snake } from "../words.js";
import { type Node, nodeAt, textAt } from "./node.js";
import { settingName, settingValue, titleOf } from "./settings.js";

/** A security scheme of a document as a connector has it. */
export interface SchemeDesign {
  readonly auth: AuthDesign;
  readonly settings: readonly SettingDesign[];
  /** 0 for a key that a user copies; higher where a browser or more work is needed. */
  readonly effort: number;
}

const FLOWS = ["clientCredentials", "authorizationCode", "password", "implicit", "deviceAuthorization"] as const;

/** The scheme's authentication; undefined for one that no connector can do, such as a client certificate. */
export function schemeDesign(name: string, scheme: Node, baseUrl: string): SchemeDesign | undefined {
  const kind = `${String(scheme["type"])} ${String(scheme["scheme"] ?? "").toLowerCase()}`.trim();
  if (kind === "http basic" || kind === "basic") return basic();
  if (kind.startsWith("http"))
    return kind === "http digest" || kind === "http mutual" ? undefined : bearer("api_token", 0);
  if (kind === "apiKey") return apiKey(name, scheme);
  if (kind === "openIdConnect") return bearer("access_token", 5);
  if (kind !== "oauth2") return undefined;
  const designs = FLOWS.flatMap((flow) => flowDesign(flow, nodeAt(scheme, "flows", flow), baseUrl) ?? []);
  return designs[0] ?? bearer("access_token", 6);
}

function setting(name: string, description: string): SettingDesign {
  return { name, title: titleOf(name), description, type: { is: "string" } };
}

function secret(name: string, description: string): SettingDesign {
  return { ...setting(name, description), isSecret: true };
}

function basic(): SchemeDesign {
  const username = setting("username", "User name, or the ID of the API key.");
  const settings = [username, secret("password", "Password, or the secret of the API key.")];
  return {
    auth: { kind: "basic", username: [settingValue("username")], password: [settingValue("password")] },
    settings,
    effort: 0,
  };
}

function bearer(name: string, effort: number): SchemeDesign {
  const settings = [
    secret(
      name,
      name === "api_token" ? "Token for the API, made in the account's settings." : "Access token for the API.",
    ),
  ];
  return { auth: { kind: "bearer", token: [settingValue(name)] }, settings, effort };
}

function apiKey(schemeName: string, scheme: Node): SchemeDesign | undefined {
  const [name, place] = [textAt(scheme, "name"), scheme["in"]];
  if (name === undefined) return undefined;
  const about = `${textAt(scheme, "description") ?? ""} ${textAt(scheme, "x-default") ?? ""}`;
  const isAuthorization = name.toLowerCase() === "authorization";
  if (isAuthorization && /\bbasic\b/i.test(`${about} ${schemeName}`)) return basic();
  const prefix =
    prefixIn(about, name) ?? (isAuthorization && /bearer|jwt/i.test(`${about} ${schemeName}`) ? "Bearer" : undefined);
  if (isAuthorization && prefix?.toLowerCase() === "bearer") return bearer("api_token", 0);
  const own = /key|token|secret|password|auth/i.test(schemeName) ? settingName(snake(schemeName)) : "api_key";
  const key: Template = [
    ...(prefix === undefined ? [] : [prefix.endsWith("=") ? prefix : `${prefix} `]),
    settingValue(own),
  ];
  const settings = [
    secret(own, `Value of ${name} in each request${prefix === undefined ? "" : `, without "${prefix}"`}.`),
  ];
  if (place === "query") return { auth: { kind: "query", name, key: [settingValue(own)] }, settings, effort: 1 };
  if (place === "cookie")
    return { auth: { kind: "headers", headers: { cookie: [`${name}=`, settingValue(own)] } }, settings, effort: 2 };
  return place === "header" ? { auth: { kind: "header", name, key }, settings, effort: 0 } : undefined;
}

/** The word that a description puts in front of the key: `Authorization: Token <key>`, "prefixed with `Token`". */
function prefixIn(text: string, header: string): string | undefined {
  const value =
    /["'`: ]((?:[A-Z][\w-]*)|[a-z]+[- ]?[a-z]*token)(\s+|\s?token=|=)["']?(?:[<{[]\w|\$|your[-_ ]|YOUR|xxx|\*\*\*|\.\.\.|[a-f0-9]{16})/.exec(
      ` ${text}`,
    );
  const [, word = "", separator = ""] = value ?? [];
  if (word !== "" && word.toLowerCase() !== header.toLowerCase())
    return separator.includes("token=") ? `${word} token=` : separator.trim() === "=" ? undefined : word;
  return /(?:prefix(?:ed)?|preceded|begins?|starts?)\s+(?:with|by|of)?\s*(?:the )?(?:word |string )?["'`]([A-Za-z][\w-]*)\b/i.exec(
    text,
  )?.[1];
}

function flowDesign(flow: (typeof FLOWS)[number], node: Node, baseUrl: string): SchemeDesign | undefined {
  const address = textAt(node, flow === "authorizationCode" ? "refreshUrl" : "tokenUrl") ?? textAt(node, "tokenUrl");
  if (address === undefined || (flow !== "clientCredentials" && flow !== "authorizationCode")) return undefined;
  const url = /^https?:\/\//.test(address) ? address : `${baseUrl.replace(/\/+$/, "")}/${address.replace(/^\/+/, "")}`;
  const client = setting("client_id", "ID of the OAuth client.");
  const settings = [client, secret("client_secret", "Secret of the OAuth client.")];
  const shared = { url, clientId: [settingValue("client_id")], clientSecret: [settingValue("client_secret")] };
  if (flow === "clientCredentials") return { auth: { kind: "client-credentials", ...shared }, settings, effort: 3 };
  return {
    auth: { kind: "oauth-refresh", ...shared, refreshToken: [settingValue("refresh_token")] },
    settings: [...settings, secret("refresh_token", "Refresh token of the OAuth client.")],
    effort: 4,
  };
}
