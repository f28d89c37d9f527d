import type { Expression, Template } from "../design/expression.js";
import { InputError } from "../design/report.js";
import type { SettingDesign } from "../design/schema.js";
import type { ApiDocument } from "./document.js";
import { isNode, listAt, type Node, nodeAt, textAt } from "./node.js";
import { settingName, settingValue, titleOf } from "./settings.js";
import { joined, templateOf } from "./template.js";
import { sentence } from "./words.js";

/** Where requests go. */
export interface ServerDesign {
  /** Scheme, host and port. */
  readonly origin: Template;
  /** The path that precedes those of the operations, without slashes at its ends. */
  readonly prefix: readonly (string | Expression)[];
  readonly settings: readonly SettingDesign[];
}

const UNUSUAL =
  /sandbox|staging|\bstg\b|\btest\b|\bdev\b|develop|demo|mock|uat|localhost|127\.0\.0\.1|beta|preview|gov|fedramp/i;

/**
 * The server that a user means most likely: https, and not a sandbox.
 *
 * @throws InputError if the document names none.
 */
export function serverOf({ root, url }: ApiDocument, baseUrl: string | undefined): ServerDesign {
  if (baseUrl !== undefined) return givenServer(root, baseUrl);
  const servers = listAt(root, "servers").filter(isNode);
  const ofPath = Object.values(nodeAt(root, "paths")).flatMap((item) => listAt(item, "servers").filter(isNode));
  const designs = [...servers, ...ofPath].flatMap((server) => designOf(server, url) ?? []);
  const ranked = designs.map((design, index) => ({ design, rank: rankOf(design, servers[index]) }));
  const best = ranked.sort((one, other) => one.rank - other.rank)[0]?.design;
  if (best !== undefined) return best;
  throw new InputError("The document does not say on which server the API is. Add --base-url https://….");
}

/** The server of an operation, where it is not the document's. */
export function ownServerOf(node: Node, item: Node): ServerDesign | undefined {
  const server = [...listAt(node, "servers"), ...listAt(item, "servers")].filter(isNode)[0];
  return server === undefined ? undefined : designOf(server, undefined);
}

function givenServer(root: Node, baseUrl: string): ServerDesign {
  if (!URL.canParse(baseUrl) || !/^https?:\/\//.test(baseUrl)) {
    throw new InputError(
      `"${baseUrl}" is not a base URL. Write scheme and host, e.g. --base-url https://api.acme.example.`,
    );
  }
  const { origin, pathname } = new URL(baseUrl);
  const own = pathname.replaceAll(/^\/+|\/+$/g, "");
  const first = listAt(root, "servers").filter(isNode)[0];
  const written =
    first === undefined
      ? ""
      : (textAt(first, "url") ?? "").replace(/^[a-z{][^/]*:\/\/[^/]*/i, "").replaceAll(/^\/+|\/+$/g, "");
  const prefix =
    own !== "" ? [own] : written === "" ? [] : substituted(written, nodeAt(first, "variables"), false).parts;
  return { origin, prefix, settings: [] };
}

function designOf(server: Node, documentUrl: string | undefined): ServerDesign | undefined {
  const written = (textAt(server, "url") ?? "").trim();
  const whole = absolute(written, nodeAt(server, "variables"), documentUrl);
  const [, host = "", path = ""] = /^(?:https?|wss?):\/\/([^/]+)(\/.*)?$/i.exec(whole) ?? [];
  if (host === "" || /^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(:|$)/.test(host) || /^wss?:/i.test(whole))
    return undefined;
  const variables = nodeAt(server, "variables");
  const origin = substituted(`https://${host}`, variables, true);
  const prefix = substituted(path.replaceAll(/^\/+|\/+$/g, ""), variables, false);
  const settings = [
    ...origin.settings,
    ...prefix.settings.filter(({ name }) => !origin.settings.some((other) => other.name === name)),
  ];
  return {
    origin: templateOf(origin.parts),
    prefix: prefix.parts,
    settings,
  };
}

/** The URL with its scheme; a relative one is resolved against the document's. */
function absolute(url: string, variables: Node, documentUrl: string | undefined): string {
  const scheme = /^\{([^}]+)\}:\/\//.exec(url);
  if (scheme !== null) return `https://${url.slice(scheme[0].length)}`;
  if (url.startsWith("//")) return `https:${url}`;
  if (/^https?:\/\//i.test(url)) return url;
  const [, whole, rest = ""] = /^\{([^}]+)\}(.*)$/.exec(url) ?? [];
  const value = whole === undefined ? undefined : textAt(variables, whole, "default");
  if (value !== undefined && /^https?:\/\//.test(value)) return value.replace(/\/+$/, "") + rest;
  if (/^[\w{][\w.{}-]*\.[\w{}.-]+(:\d+)?(\/|$)/.test(url)) return `https://${url}`; // a host without its scheme
  return documentUrl === undefined ? url : `${new URL(documentUrl).origin}${url.startsWith("/") ? "" : "/"}${url}`;
}

/** A text whose variables are settings, or their defaults where a user cannot choose. */
function substituted(text: string, variables: Node, isHost: boolean) {
  const settings: SettingDesign[] = [];
  const parts = text
    .split(/(\{[^}]*\})/)
    .filter(Boolean)
    .map((part) => {
      if (!part.startsWith("{")) return part;
      const name = part.slice(1, -1);
      const variable = nodeAt(variables, name);
      const initial = variable["default"];
      if (!isHost && initial !== undefined && initial !== "") return String(initial);
      const setting = settingOfVariable(name, variable);
      settings.push(setting);
      return settingValue(setting.name);
    });
  return { parts: joined(parts), settings };
}

function settingOfVariable(variable: string, node: Node): SettingDesign {
  const name = settingName(variable);
  const values = listAt(node, "enum").filter((value) => typeof value === "string");
  const initial = textAt(node, "default");
  const isPlaceholder =
    initial === undefined ||
    /^(your|example|my|xxx|<|subdomain|tenant|company|domain|acme|customer|account)/i.test(initial);
  const [first, ...others] = values;
  return {
    name,
    title: titleOf(name),
    description: sentence(textAt(node, "description") ?? "") || `${titleOf(name)} in the address of the API.`,
    type: first !== undefined && others.length > 0 ? { is: "enum", values: [first, ...others] } : { is: "string" },
    ...(initial !== undefined && (isPlaceholder && first === undefined ? { example: initial } : { default: initial })),
  };
}

function rankOf({ origin }: ServerDesign, server: Node | undefined): number {
  const text = typeof origin === "string" ? origin : origin.filter((part) => typeof part === "string").join("");
  return UNUSUAL.test(`${text} ${textAt(server, "description") ?? ""}`) ? 1 : 0;
}
