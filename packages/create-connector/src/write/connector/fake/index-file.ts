import type { AuthDesign } from "../../../design/auth.js";
import type { Design, SlicingDesign } from "../../../design/design.js";
import { Expression } from "../../../design/expression.js";
import { authCode, authsOf } from "../auth.js";
import { commentText } from "../code-text.js";
import type { Names } from "../names.js";
import { SourceFile } from "../source-file.js";
import { grantCode, jwtOf, settingOf, signedCode, tokenAuths, tokenPath, tokenSetting } from "./access.js";
import { type FakeConfigContext, fakeConfigCode } from "./config.js";
import { functionCode } from "./function-code.js";
import { otherGates } from "./other-gates.js";
import { isCut } from "./plan.js";

/** What the rest of the fake takes of its config. */
export interface Takes {
  readonly accountTakesConfig: boolean;
  readonly routesTakeConfig: boolean;
}

/** `fake/index.ts`: starts the vendor in miniature. */
export function fakeIndexFile(design: Design, names: Names, takes: Takes): string {
  const file = new SourceFile("fake/index.ts");
  const { tokens, functions, gate, grant } = accessCode(design, file);
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
  const statements = authsOf(design)
    .map((auth) => authCode(auth, scratch).statements)
    .join("\n");
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
  const token = authsOf(design).find((auth) => tokenSetting(auth) !== undefined);
  const slicesCode = design.streams.flatMap(({ slicing }) => valuesCode(slicing)).join("\n");
  return { authCode: statements, slicesCode, values, tokenPath: token && tokenSetting(token), isToday };
}

/** The code of values that a list of slices is made of. */
function valuesCode(slicing: SlicingDesign | undefined): readonly string[] {
  if (slicing?.kind === "product" || slicing?.kind === "union") return slicing.of.flatMap(valuesCode);
  return slicing?.kind === "list" && slicing.values instanceof Expression ? [slicing.values.code] : [];
}

interface AccessCode {
  /** Statements of the function that starts the fake. */
  readonly tokens: string;
  readonly gate: string;
  readonly grant: string;
  readonly functions: string;
}

function accessCode(design: Design, file: SourceFile): AccessCode {
  const { auth } = design;
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
  const isOpen = `${open}isSigned(${isSigned.args}) ? undefined : UNAUTHORIZED`;
  const others = otherGates(design, file);
  return {
    tokens: Tokens === "" ? "" : `const tokens = new ${Tokens}();`,
    gate: `api.gate((request) => ${others.statements === "" ? `(${isOpen})` : `{ ${others.statements}\nreturn ${isOpen}; }`});`,
    grant: grants === undefined ? "" : `${routeCode(auth, path)}, (request) => grant(${grants.args}));`,
    functions: [isSigned.text, ...others.functions, ...(grants === undefined ? [] : [grants.text])].join("\n"),
  };
}

function routeCode(auth: AuthDesign, path = '""'): string {
  const isGet = tokenAuths(auth).some(({ auth: one }) => one.kind === "session" && one.method === "GET");
  return `api.${isGet ? "get" : "post"}(${path}`;
}
