import type { AuthDesign } from "../../design/auth.js";
import type { SettingDesign } from "../../design/schema.js";
import type { BuiltStream } from "../built-stream.js";
import { componentAt } from "../document/component.js";
import { mostCommon } from "../most-common.js";
import { Templates } from "../templates.js";
import { authOf } from "./authenticator.js";

/** How the requests of all streams are signed. */
export interface AuthsDesign {
  /** That of the most streams. */
  readonly auth: AuthDesign;
  /** Those of the others, by name. */
  readonly authenticators: Readonly<Record<string, AuthDesign>>;
  /** Of each stream: the name of its authenticator; undefined where that is the source's. */
  readonly names: readonly (string | undefined)[];
  /** Why the source's is not whole. */
  readonly reasons: readonly string[];
}

/** Reads the authenticators. Two are the same if the connector would sign in the same way, however they are written. */
export function authsOf(built: readonly BuiltStream[], settings: readonly SettingDesign[]): AuthsDesign {
  const given = built.map(({ requester }) => {
    const templates = new Templates(settings);
    const auth = authOf(componentAt(requester, "authenticator"), templates);
    return { auth, key: JSON.stringify(auth), reasons: templates.reasons };
  });
  const withCredentials = given.filter(({ auth }) => auth.kind !== "none"); // which the connection check has to verify
  const common = mostCommon((withCredentials.length > 0 ? withCredentials : given).map(({ key }) => key));
  const source = given.find(({ key }) => key === common);
  const named = new Map<string, string>([]);
  const authenticators: Record<string, AuthDesign> = {};
  const names = given.map(({ auth, key, reasons }, index) => {
    if (key === common) return undefined;
    for (const reason of reasons) built[index]?.scene.templates.problem(reason);
    const name = named.get(key) ?? unused(nameOf(auth, { key, common, settings }), authenticators);
    named.set(key, name);
    authenticators[name] = auth;
    return name;
  });
  return { auth: source?.auth ?? { kind: "none" }, authenticators, names, reasons: source?.reasons ?? [] };
}

/** After a setting that only this one reads, else after its kind. */
function nameOf(
  { kind }: AuthDesign,
  {
    key,
    common,
    settings,
  }: { readonly key: string; readonly common: string; readonly settings: readonly SettingDesign[] },
): string {
  const own = settings.find(({ name }) => {
    const pattern = new RegExp(`\\b${name.replaceAll(/\W/g, "\\$&")}\\b`);
    return pattern.test(key) && !pattern.test(common);
  });
  return own?.name ?? kind;
}

function unused(name: string, taken: object): string {
  let candidate = name;
  for (let count = 2; Object.hasOwn(taken, candidate); count++) candidate = `${name}${count}`;
  return candidate;
}
