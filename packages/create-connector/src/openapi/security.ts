import type { AuthDesign } from "../design/auth.js";
import { Expression, type Template, type Value } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import { isNode, listAt, type Node, nodeAt } from "./node.js";
import type { Operation } from "./operations.js";
import { type SchemeDesign, schemeDesign } from "./schemes.js";

/** How the API is authenticated. */
export interface SecurityDesign {
  readonly auth: AuthDesign;
  readonly settings: readonly SettingDesign[];
  /** Further keys that go into the query of each request. */
  readonly query: Readonly<Record<string, Value>>;
  /** Whether these credentials are enough for an operation. */
  readonly allows: (operation: Operation) => boolean;
  readonly notes: readonly string[];
}

interface Alternative {
  readonly names: readonly string[];
  readonly schemes: readonly SchemeDesign[];
  readonly effort: number;
}

/** The alternative that most lists accept, of those that need no browser if there is one. */
export function securityOf(root: Node, operations: readonly Operation[], baseUrl: string): SecurityDesign {
  const schemes = nodeAt(root, "components", "securitySchemes");
  const alternatives = new Map<string, Alternative & { count: number }>();
  const demands = operations.map((operation) => demandsOf(operation, root));
  for (const names of demands.flat()) {
    const designs = names.map((name) => schemeDesign(name, nodeAt(schemes, name), baseUrl));
    const known = designs.filter((design) => design !== undefined);
    const id = [...names].sort().join("+");
    const { count = 0 } = alternatives.get(id) ?? {};
    if (known.length === names.length)
      alternatives.set(id, { names, schemes: known, effort: effortOf(known), count: count + 1 });
  }
  const usable = [...alternatives.values()].sort((one, other) => other.count - one.count || one.effort - other.effort);
  const enough = usable
    .filter(({ count }) => count >= operations.length / 2)
    .sort((one, other) => one.effort - other.effort);
  const best = enough[0] ?? usable[0];
  if (best === undefined) return withoutCredentials(schemes);
  const allows = (operation: Operation) => {
    const needed = demandsOf(operation, root);
    return needed.length === 0 || needed.some((names) => names.every((name) => best.names.includes(name)));
  };
  return { ...combined(best), allows };
}

/** The alternatives of an operation, each with the schemes that it needs at once; none if it needs no credentials. */
function demandsOf({ node }: Operation, root: Node): readonly (readonly string[])[] {
  const written = node["security"] ?? root["security"];
  if (written === undefined) return Object.keys(nodeAt(root, "components", "securitySchemes")).map((name) => [name]);
  return listAt({ written }, "written")
    .filter(isNode)
    .map((requirement) => Object.keys(requirement))
    .filter((names) => names.length > 0);
}

function effortOf(schemes: readonly SchemeDesign[]): number {
  const isMixed =
    schemes.length > 1 && schemes.some(({ auth }) => headersOf(auth) === undefined && auth.kind !== "query");
  return Math.max(...schemes.map(({ effort }) => effort)) + (schemes.length > 1 ? 0.5 : 0) + (isMixed ? 10 : 0);
}

function withoutCredentials(schemes: Node): SecurityDesign {
  const names = Object.keys(schemes);
  const notes =
    names.length === 0
      ? "The document declares no credentials: add them if the API needs some."
      : `No credentials of the document can be used (${names.join(", ")}): write an authenticator.`;
  return { auth: { kind: "none" }, settings: [], query: {}, allows: () => true, notes: [notes] };
}

/** Several schemes at once: their headers together, and keys of the query in addition. */
function combined({ schemes }: Alternative): Omit<SecurityDesign, "allows"> {
  const settings = [
    ...new Map(schemes.flatMap((scheme) => scheme.settings).map((setting) => [setting.name, setting])).values(),
  ];
  const [first, ...others] = schemes;
  if (first === undefined) return { auth: { kind: "none" }, settings: [], query: {}, notes: [] };
  if (others.length === 0) return { auth: first.auth, settings, query: {}, notes: [] };
  const headers = Object.assign({}, ...schemes.map(({ auth }) => headersOf(auth) ?? {})) as Record<string, Template>;
  const keys = schemes.flatMap(({ auth }) => (auth.kind === "query" ? [auth] : []));
  const rest = schemes.find(({ auth }) => headersOf(auth) === undefined && auth.kind !== "query");
  const count = Object.keys(headers).length;
  const auth: AuthDesign =
    rest !== undefined ? rest.auth : count > 0 ? { kind: "headers", headers } : (keys[0] ?? { kind: "none" });
  const further = auth.kind === "query" ? keys.slice(1) : keys;
  const query = Object.fromEntries(
    further.map(({ name, key }) => [name, typeof key === "string" ? key : (key[0] ?? "")]),
  );
  const notes =
    rest !== undefined && count > 0
      ? [`Requests need ${Object.keys(headers).join(" and ")} too: add these headers.`]
      : [];
  return { auth, settings, query, notes };
}

/** The headers of a scheme; undefined for one that is more than headers. */
function headersOf(auth: AuthDesign): Readonly<Record<string, Template>> | undefined {
  if (auth.kind === "headers") return auth.headers;
  if (auth.kind === "header") return { [auth.name]: auth.key };
  if (auth.kind === "bearer")
    return { authorization: ["Bearer ", ...(typeof auth.token === "string" ? [auth.token] : auth.token)] };
  if (auth.kind !== "basic") return undefined;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the connector that is written
  const pair = new Expression('Buffer.from(`${config.username}:${config.password}`).toString("base64")');
  return { authorization: ["Basic ", pair] };
}
