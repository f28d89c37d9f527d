import type { AuthDesign, OAuthDesign, SendAsDesign } from "../../../design/auth.js";
import { Expression, type Template } from "../../../design/expression.js";
import { hasTokenHost } from "../auth.js";
import { objectOf, quoted } from "../code-text.js";
import type { SourceFile } from "../source-file.js";
import { literalOf, partsOf, templateCode, textsCode, valueCode } from "../values.js";

/** Where the fake has its token endpoint, if that is on another host than the API. */
const TOKEN_PATH = "/oauth/token";

type TokenAuth = OAuthDesign | Extract<AuthDesign, { kind: "session" }>;

/** The condition, or statements, that a request is signed: they return true or false. */
export function signedCode(auth: AuthDesign, file: SourceFile): string {
  switch (auth.kind) {
    case "none":
      return "return true;";
    case "bearer":
      return `return headers["authorization"] === \`Bearer \${${templateCode(auth.token, file)}}\`;`;
    case "basic": {
      const pair = `\`\${${templateCode(auth.username, file)}}:\${${templateCode(auth.password, file)}}\``;
      return `return headers["authorization"] === \`Basic \${Buffer.from(${pair}).toString("base64")}\`;`;
    }
    case "header":
      return `return ${headerCode(auth.name)} === ${templateCode(auth.key, file)};`;
    case "query":
      return `return query.get(${quoted(auth.name)}) === ${templateCode(auth.key, file)};`;
    case "headers": {
      const all = Object.entries(auth.headers).map(
        ([name, value]) => `${headerCode(name)} === ${templateCode(value, file)}`,
      );
      return `return ${all.join(" && ") || "true"};`;
    }
    case "oauth-refresh":
    case "client-credentials":
    case "session":
      return `return tokens.accepts(${sentCode(auth.sendAs)});`;
    case "jwt": {
      const [sent, prefix = '""'] = sentCode(auth.sendAs).split(", ");
      return `return tokens.accepts(${sent}, ${prefix}, ${templateCode(auth.key, file)});`;
    }
    case "choice":
      return withEnd(
        auth.cases,
        "return false;",
        auth.cases
          .map(({ if: condition, auth: one }) =>
            condition === undefined
              ? signedCode(one, file)
              : `if (${file.code(condition)}) { ${signedCode(one, file)} }`,
          )
          .join("\n"),
      );
    case "code":
      return "// TODO: which requests are signed as the API wants it.\nreturn true;";
  }
}

/** The header or the parameter of a token, and the text in front of it. */
function sentCode(sendAs: SendAsDesign = { header: "Authorization", prefix: "Bearer " }): string {
  if ("query" in sendAs) return `query.get(${quoted(sendAs.query)})`;
  return `${headerCode(sendAs.header)}${sendAs.prefix === undefined || sendAs.prefix === "" ? "" : `, ${quoted(sendAs.prefix)}`}`;
}

function headerCode(name: string): string {
  return `headers[${quoted(name.toLowerCase())}]`;
}

/** The ways to a token that an authenticator has, each with the condition under which it is used. */
export function tokenAuths(auth: AuthDesign): readonly { readonly if?: Expression; readonly auth: TokenAuth }[] {
  if (auth.kind === "choice") {
    return auth.cases.flatMap(({ if: condition, auth: one }) =>
      tokenAuths(one).map((found) => (condition === undefined ? found : { if: condition, auth: found.auth })),
    );
  }
  return isTokenAuth(auth) ? [{ auth }] : [];
}

function isTokenAuth(auth: AuthDesign): auth is TokenAuth {
  return auth.kind === "oauth-refresh" || auth.kind === "client-credentials" || auth.kind === "session";
}

/** The signed tokens that an authenticator makes, if it does. */
export function jwtOf(auth: AuthDesign): Extract<AuthDesign, { kind: "jwt" }> | undefined {
  if (auth.kind === "choice") return auth.cases.map((one) => jwtOf(one.auth)).find((found) => found !== undefined);
  return auth.kind === "jwt" ? auth : undefined;
}

/** The setting that a template is, e.g. `private_key`; undefined if it is more than that. */
export function settingOf(template: Template): string | undefined {
  const [only, ...others] = partsOf(template);
  if (!(only instanceof Expression) || others.length > 0) return undefined;
  return /^config\.([\w.]+)$/.exec(only.code.replace(/\["([^"]+)"\]/g, ".$1"))?.[1];
}

/** The path of the token endpoint in the fake; undefined if no token is fetched. */
export function tokenPath(auth: AuthDesign, file: SourceFile): string | undefined {
  const [first] = tokenAuths(auth);
  if (first === undefined) return undefined;
  if (hasTokenHost(auth)) return quoted(TOKEN_PATH);
  const literal = literalOf(first.auth.url);
  return literal === undefined
    ? `\`/\${${templateCode(first.auth.url, file)}}\``
    : quoted(`/${literal.replace(/^\/+/, "")}`);
}

/** The path that the setting for the token endpoint gets, if there is one. */
export function tokenSetting(auth: AuthDesign): string | undefined {
  return hasTokenHost(auth) ? TOKEN_PATH : undefined;
}

/** The handler of the token endpoint: statements of `request`, `config` and `tokens` that return a reply. */
export function grantCode(auth: AuthDesign, file: SourceFile): string {
  const cases = tokenAuths(auth);
  const grants = cases.map(({ if: condition, auth: one }) => {
    const statements = one.kind === "session" ? sessionGrant(one, file) : oauthGrant(one, file);
    return condition === undefined ? statements : `if (${file.code(condition)}) { ${statements} }`;
  });
  return withEnd(cases, "return UNAUTHORIZED;", grants.join("\n"));
}

/** Statements that end where no case holds. */
function withEnd(cases: readonly { readonly if?: Expression }[], end: string, statements: string): string {
  return cases.at(-1)?.if === undefined ? statements : `${statements}\n${end}`;
}

function oauthGrant(auth: OAuthDesign, file: SourceFile): string {
  const { fields = {}, rotates } = auth;
  const secret = literalOf(auth.clientSecret) === "" ? [] : [["client_secret", auth.clientSecret] as const];
  const fixed = [["client_id", auth.clientId] as const, ...secret];
  const refresh = auth.kind === "oauth-refresh" ? [["refresh_token", auth.refreshToken ?? ""] as const] : [];
  const checks = [...fixed, ...refresh].map(([name, value]) => {
    const right = `form.get(${quoted(name)}) === ${templateCode(value, file)}`;
    return name === "refresh_token" && rotates
      ? `(${right} || form.get("refresh_token")?.startsWith("next-") === true)`
      : right;
  });
  const reply = nested([
    [fields.accessToken ?? "access_token", "tokens.grant()"],
    [fields.expires ?? "expires_in", "3600"],
    ...(rotates ? [[fields.refreshToken ?? "refresh_token", `\`next-\${tokens.current}\``] as const] : []),
  ]);
  return `const isKnown = ${checks.join(" && ")};
if (!isKnown) return { status: 400, json: { error: "invalid_grant" } };
return { json: ${reply} };`;
}

function sessionGrant(auth: Extract<AuthDesign, { kind: "session" }>, file: SourceFile): string {
  const { body, headers } = auth;
  const content = body && valueCode(body.content, file);
  const sent = body?.as === "form" ? "Object.fromEntries(form)" : "json";
  const checks = [
    ...(content === undefined ? [] : [`isDeepStrictEqual(${sent}, ${content})`]),
    ...(headers === undefined
      ? []
      : [
          `Object.entries(${textsCode(headers, file)}).every(([name, value]) => headers[name.toLowerCase()] === value)`,
        ]),
  ];
  if (content !== undefined) file.use("node:util", "isDeepStrictEqual");
  const reply = nested([
    [auth.tokenAt, "tokens.grant()"],
    ...(auth.expiresAt === undefined ? [] : [[auth.expiresAt, "3600"] as const]),
  ]);
  const refused =
    checks.length === 0 ? "" : `const isKnown = ${checks.join(" && ")};\nif (!isKnown) return UNAUTHORIZED;\n`;
  return `${refused}return { json: ${reply} };`;
}

/** An object literal with values at dotted paths. */
function nested(values: readonly (readonly [string, string])[]): string {
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const [path, code] of values) {
    const [name = "", ...rest] = path.split(".");
    groups.set(name, [...(groups.get(name) ?? []), [rest.join("."), code]]);
  }
  return objectOf([...groups].map(([name, inner]) => [name, inner[0]?.[0] === "" ? inner[0][1] : nested(inner)]));
}
