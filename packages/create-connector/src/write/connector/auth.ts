import type { AuthDesign, OAuthDesign, SendAsDesign } from "../../design/auth.js";
import type { Design } from "../../design/design.js";
import type { Template } from "../../design/expression.js";
import { objectOf, quoted } from "./code-text.js";
import type { SourceFile } from "./source-file.js";
import { literalOf, templateCode, textsCode, valueCode } from "./values.js";

type Part = readonly [string, string | undefined];

/** How an authenticator is made, as code of `config`, and its type. */
export interface AuthCode {
  /** The body of the method. */
  readonly statements: string;
  readonly type: string;
}

/** The way in: statements that return an authenticator. @param tokenUrl the code of the address of the token endpoint. */
export function authCode(auth: AuthDesign, file: SourceFile): AuthCode {
  if (auth.kind === "choice")
    return { statements: cases(auth.cases, file), type: file.core("Authenticator", { asType: true }) };
  const code = authenticatorCode(auth, file);
  const type = /^new (\w+)\(/.exec(code)?.[1] ?? file.core("Authenticator", { asType: true });
  return { statements: `return ${code};`, type };
}

/** Statements that return the other authenticators, by name. */
export function othersCode(others: Readonly<Record<string, AuthDesign>>, file: SourceFile): string {
  const members = Object.entries(others).map(([name, auth]): Part => {
    const { statements } = authCode(auth, file);
    return [name, auth.kind === "choice" ? `(() => { ${statements} })()` : statements.slice("return ".length, -1)];
  });
  return `return ${objectOf(members)};`;
}

/** The ways to sign that a connector has: the source's, then the others. */
export function authsOf({ auth, authenticators = {} }: Pick<Design, "auth" | "authenticators">): readonly AuthDesign[] {
  return [auth, ...Object.values(authenticators)];
}

function cases(list: Extract<AuthDesign, { kind: "choice" }>["cases"], file: SourceFile): string {
  const end = list.at(-1)?.if === undefined ? "" : `throw new ${file.core("ConfigError")}(${quoted(NO_WAY)});`;
  const statements = list
    .map(({ if: condition, auth }) => {
      const { statements } = authCode(auth, file);
      return condition === undefined ? statements : `if (${file.code(condition)}) { ${statements} }`;
    })
    .join("\n");
  return `${statements}\n${end}`;
}

const NO_WAY = "The config has no credentials that the connector knows. Fill in one of the forms of authentication.";

function authenticatorCode(auth: Exclude<AuthDesign, { kind: "choice" }>, file: SourceFile): string {
  const made = (name: string, ...parts: readonly Part[]) => {
    const options = objectOf(parts);
    return `new ${file.core(name)}(${options === "{}" ? "" : options})`;
  };
  const text = (template: Template) => templateCode(template, file);
  switch (auth.kind) {
    case "none":
      return made("NoAuth");
    case "bearer":
      return made("BearerAuth", ["token", text(auth.token)]);
    case "basic":
      return made("BasicAuth", ["username", text(auth.username)], ["password", text(auth.password)]);
    case "header":
      return made("ApiKeyHeaderAuth", ["header", quoted(auth.name)], ["key", text(auth.key)]);
    case "query":
      return made("ApiKeyQueryAuth", ["param", quoted(auth.name)], ["key", text(auth.key)]);
    case "headers": {
      const headers = Object.entries(auth.headers).map(([name, value]): Part => [name, text(value)]);
      return made("HeadersAuth", ["headers", objectOf(headers)]);
    }
    case "oauth-refresh":
    case "client-credentials":
      return made(
        auth.kind === "oauth-refresh" ? "OAuthRefreshAuth" : "ClientCredentialsAuth",
        ...oauthParts(auth, file),
      );
    case "session":
      return made("SessionTokenAuth", ...sessionParts(auth, file));
    case "jwt":
      return made("JwtAuth", ...jwtParts(auth, file));
    case "code":
      return ownAuth(auth.code.code, file) ?? file.code(auth.code);
  }
}

/** A class of `src/auth.ts`. */
function ownAuth(code: string, file: SourceFile): string | undefined {
  const name = classIn(code);
  return name === undefined ? undefined : `new ${file.use("src/auth.ts", name)}(config)`;
}

/** The class that the code of an authenticator declares; undefined if it is an expression that makes one. */
export function classIn(code: string): string | undefined {
  return /\bclass (\w+)/.exec(code)?.[1];
}

function oauthParts(auth: OAuthDesign, file: SourceFile): readonly Part[] {
  const { fields, rotates, parameters = {} } = auth;
  const scopes: Part = ["scopes", auth.scopes && JSON.stringify(auth.scopes)];
  const more = Object.entries(parameters).map(([name, value]): Part => [name, templateCode(value, file)]);
  const texts = (values: object | undefined) =>
    values && objectOf(Object.entries(values).map(([name, value]): Part => [name, quoted(String(value))]));
  return [
    ["url", tokenUrlCode(auth.url, file)],
    ["clientId", templateCode(auth.clientId, file)],
    ["clientSecret", isNothing(auth.clientSecret) ? undefined : templateCode(auth.clientSecret, file)],
    ["refreshToken", auth.kind === "oauth-refresh" ? templateCode(auth.refreshToken ?? "", file) : undefined],
    ["scopes", auth.scope ? JSON.stringify(auth.scope.split(/\s+/).filter(Boolean)) : undefined],
    ["parameters", more.length === 0 && auth.scopes === undefined ? undefined : objectOf([scopes, ...more])],
    ["clientIn", auth.clientIn === "header" ? quoted("header") : undefined],
    ["fields", texts(fields)],
    ["saved", savedCode(auth)],
    ["rotates", texts(rotates)],
    sendAs(auth.sendAs),
  ];
}

/** The access token that the run before saved. */
function savedCode({ rotates }: OAuthDesign): string | undefined {
  const member = (path: string | undefined) => path && `config.${path.split(".").join(".")}`;
  const parts: readonly Part[] = [
    ["accessToken", member(rotates?.accessToken)],
    ["expiresAt", member(rotates?.expiresAt)],
  ];
  return rotates?.accessToken === undefined ? undefined : objectOf(parts);
}

function sessionParts(auth: Extract<AuthDesign, { kind: "session" }>, file: SourceFile): readonly Part[] {
  const { method, headers, body, tokenAt, expiresAt, lifetimeMinutes } = auth;
  return [
    ["url", tokenUrlCode(auth.url, file)],
    ["method", method === "GET" ? '"GET"' : undefined],
    ["headers", headers && textsCode(headers, file)],
    ["body", body && `${file.core(body.as)}(${valueCode(body.content, file)})`],
    ["tokenAt", quoted(tokenAt)],
    ["expiresAt", expiresAt === undefined ? undefined : quoted(expiresAt)],
    ["lifetimeMinutes", lifetimeMinutes === undefined ? undefined : String(lifetimeMinutes)],
    sendAs(auth.sendAs),
  ];
}

function jwtParts(auth: Extract<AuthDesign, { kind: "jwt" }>, file: SourceFile): readonly Part[] {
  const { keyAs, keyId, headers, lifetimeSeconds } = auth;
  return [
    ["algorithm", quoted(auth.algorithm)],
    ["key", templateCode(auth.key, file)],
    ["keyAs", keyAs === undefined || keyAs === "utf8" ? undefined : quoted(keyAs)],
    ["keyId", keyId === undefined ? undefined : templateCode(keyId, file)],
    ["headers", headers === undefined ? undefined : valueCode(headers, file)],
    ["claims", valueCode(auth.claims, file)],
    ["lifetimeSeconds", lifetimeSeconds === undefined ? undefined : String(lifetimeSeconds)],
    sendAs(auth.sendAs),
  ];
}

function sendAs(where: SendAsDesign | undefined): Part {
  if (where === undefined) return ["sendAs", undefined];
  if ("query" in where) return ["sendAs", objectOf([["param", quoted(where.query)]])];
  const prefix = where.prefix === undefined ? undefined : quoted(where.prefix);
  return [
    "sendAs",
    objectOf([
      ["header", quoted(where.header)],
      ["prefix", prefix],
    ]),
  ];
}

function isNothing(template: Template): boolean {
  return literalOf(template) === "";
}

/** A path below the base URL follows it; another host has a setting, so that a proxy or a test can replace it. */
function tokenUrlCode(url: Template, file: SourceFile): string {
  const code = templateCode(url, file);
  return isPath(url) ? code : `config.${TOKEN_URL} ?? ${code}`;
}

/** The setting that replaces the address of the token endpoint. */
export const TOKEN_URL = "token_url";

function isPath(url: Template): boolean {
  return !/^[a-z]+:/i.test(typeof url === "string" ? url : String(url[0] ?? ""));
}

/** Whether the token endpoint is on another host than the API, as far as the design shows. */
export function hasTokenHost(auth: AuthDesign): boolean {
  if (auth.kind === "choice") return auth.cases.some((one) => hasTokenHost(one.auth));
  return "url" in auth && !isPath(auth.url);
}
