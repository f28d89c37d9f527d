import type { AuthDesign } from "../../../design/auth.js";
import type { Design } from "../../../design/design.js";
import { authCode } from "../auth.js";
import { commentText, mentions } from "../code-text.js";
import type { Names } from "../names.js";
import { SourceFile } from "../source-file.js";
import { grantCode, jwtOf, settingOf, signedCode, tokenAuths, tokenPath, tokenSetting } from "./access.js";
import { type FakeConfigContext, fakeConfigCode } from "./config.js";
import { isCut } from "./plan.js";

/** What the rest of the fake takes of its config. */
export interface Takes {
  readonly accountTakesConfig: boolean;
  readonly routesTakeConfig: boolean;
}

/** `fake/index.ts`: starts the vendor in miniature. */
export function fakeIndexFile(design: Design, names: Names, takes: Takes): string {
  const file = new SourceFile("fake/index.ts");
  const { auth } = design;
  const { tokens, functions, gate, grant } = accessCode(auth, file);
  const config = fakeConfigCode(design, fakeConfigContext(design));
  if (config.includes("PRESENT_MS")) file.use("fake/account.ts", "PRESENT_MS");
  if (config.includes("newKey(")) file.use("fake/signed.ts", "newKey");
  if (config.includes("madeUp(")) file.use("node:crypto", "createHash");
  file.use("fake/account.ts", "accountOf");
  file.use("fake/routes.ts", "addRoutes");
  file.use("@sluice/testkit", "FakeApi");
  for (const name of ["FakeVendor", ...(gate === "" ? [] : ["FakeReply"])])
    file.use("@sluice/testkit", name, { asType: true });
  const isSaved = config.includes("tokens.current"); // a saved token is the one that works now
  const vendor = tokens === "" ? "" : ", get secrets() { return tokens.issued; }, expireTokens: () => tokens.expire()";
  return file.text(
    `/**
 * Starts a fake of the ${commentText(design.title)} API.
 *
 * @param port a fixed port; any free one by default.
 */
export async function start${names.source}(port = 0): Promise<FakeVendor> {
  const api = await FakeApi.start(port);
  ${tokens}
  ${isSaved ? `const configNow = () => (${config});\n  const config = configNow();` : `const config = ${config};`}
  ${gate}
  ${grant}
  const lists = accountOf(${takes.accountTakesConfig ? "config" : ""});
  addRoutes(api, lists${takes.routesTakeConfig ? ", config" : ""});
  return { api, ${isSaved ? "get config() { tokens.restore(); return configNow(); }" : "config"}, expected: lists.expected${vendor} };
}

const UNAUTHORIZED: FakeReply = { status: 401, json: { error: "These credentials are not known." } };
${functions}
${config.includes("madeUp(") ? MADE_UP : ""}`.replace(gate === "" ? /\nconst UNAUTHORIZED.*\n/ : /^$/, ""),
  );
}

const MADE_UP = `
/** Something that looks like a secret and is none. Computed, so that no scanner of the repository takes it for a leak. */
function madeUp(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
`;

/** What the fake's config is made with. */
export function fakeConfigContext(design: Design): FakeConfigContext {
  const scratch = new SourceFile("src/source.ts");
  const { statements } = authCode(design.auth, scratch);
  const jwt = jwtOf(design.auth);
  const keySetting = jwt && !jwt.algorithm.startsWith("HS") ? settingOf(jwt.key) : undefined;
  const saved = tokenAuths(design.auth).flatMap(({ auth }) => {
    if (auth.kind === "session" || auth.rotates?.accessToken === undefined) return [];
    const { refreshToken, accessToken, expiresAt } = auth.rotates;
    return [
      [refreshToken, `\`next-\${tokens.current}\``] as const,
      [accessToken, "tokens.current"] as const,
      ...(expiresAt === undefined ? [] : [[expiresAt, '"2099-01-01T00:00:00Z"'] as const]),
    ];
  });
  const values = new Map([...saved, ...(keySetting === undefined ? [] : [[keySetting, "newKey()"] as const])]);
  const isToday = design.streams.some(isCut);
  return { authCode: statements, values, tokenPath: tokenSetting(design.auth), isToday };
}

interface AccessCode {
  /** Statements of the function that starts the fake. */
  readonly tokens: string;
  readonly gate: string;
  readonly grant: string;
  readonly functions: string;
}

function accessCode(auth: AuthDesign, file: SourceFile): AccessCode {
  const signed = signedCode(auth, file);
  if (signed === "return true;") return { tokens: "", gate: "", grant: "", functions: "" };
  const path = tokenPath(auth, file);
  const Tokens = jwtOf(auth) !== undefined ? "SignedTokens" : path === undefined ? "" : "Tokens";
  if (Tokens !== "") file.use(Tokens === "Tokens" ? "fake/tokens.ts" : "fake/signed.ts", Tokens);
  const isSigned = functionCode("isSigned", signed, { file, Tokens, result: "boolean" });
  const grants =
    path === undefined
      ? undefined
      : functionCode("grant", grantCode(auth, file), { file, Tokens, result: "FakeReply" });
  const open = path === undefined ? "" : `request.path === ${path} || `;
  return {
    tokens: Tokens === "" ? "" : `const tokens = new ${Tokens}();`,
    gate: `api.gate((request) => (${open}isSigned(${isSigned.args}) ? undefined : UNAUTHORIZED));`,
    grant: grants === undefined ? "" : `${routeCode(auth, path)}, (request) => grant(${grants.args}));`,
    functions: [isSigned.text, ...(grants === undefined ? [] : [grants.text])].join("\n"),
  };
}

function routeCode(auth: AuthDesign, path = '""'): string {
  const isGet = tokenAuths(auth).some(({ auth: one }) => one.kind === "session" && one.method === "GET");
  return `api.${isGet ? "get" : "post"}(${path}`;
}

interface FunctionContext {
  readonly file: SourceFile;
  readonly Tokens: string;
  readonly result: string;
}

/** A function that takes of the request, the config and the tokens what it reads. */
function functionCode(name: string, body: string, { file, Tokens, result }: FunctionContext) {
  const parts = ["headers", "query", "form", "json"].filter((part) => mentions(body, part));
  const all = [
    ["request", `{ ${parts.join(", ")} }: FakeRequest`, parts.length > 0],
    ["config", "config: Config", mentions(body, "config")],
    ["tokens", `tokens: ${Tokens}`, mentions(body, "tokens")],
  ] as const;
  const read = all.filter(([, , isRead]) => isRead);
  if (parts.length > 0) file.use("@sluice/testkit", "FakeRequest", { asType: true });
  if (mentions(body, "config")) file.use("src/config.ts", "Config", { asType: true });
  const args = read.map(([argument]) => argument).join(", ");
  const text = `\nfunction ${name}(${read.map(([, parameter]) => parameter).join(", ")}): ${result} { ${body} }\n`;
  return { args, text };
}
