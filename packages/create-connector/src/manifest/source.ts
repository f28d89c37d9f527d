import type { AuthDesign } from "../design/auth.js";
import type { Design, StreamDesign } from "../design/design.js";
import { Expression, type Template, type Value } from "../design/expression.js";
import type { SettingDesign } from "../design/schema.js";
import { authsOf } from "./auth/authenticators.js";
import type { BuiltStream } from "./built-stream.js";
import { type Component, componentAt } from "./document/component.js";
import { mostCommon } from "./most-common.js";
import type { Templates } from "./templates.js";

/** What all streams share. */
export interface SharedDesign
  extends Pick<Design, "auth" | "authenticators" | "baseUrl" | "headers" | "origins" | "errors"> {
  readonly streams: readonly StreamDesign[];
  /** Reasons that concern each stream. */
  readonly reasons: readonly string[];
}

/** Takes out of the streams what all, or the most of them, have. */
export function sharedOf(built: readonly BuiltStream[], settings: readonly SettingDesign[]): SharedDesign {
  const { baseUrl, origins, streams: all } = based(built);
  const { auth, authenticators, names, reasons } = authsOf(built, settings);
  const streams = all.map((stream, index) => signedBy(stream, names[index]));
  const headers = commonHeaders(streams);
  const signed = withSecretHeaders(auth, headers, settings);
  const errors = commonErrors(streams);
  return {
    baseUrl,
    ...(origins.length === 0 ? {} : { origins }),
    auth: signed.auth,
    ...(Object.keys(authenticators).length === 0 ? {} : { authenticators }),
    ...(Object.keys(signed.headers).length === 0 ? {} : { headers: signed.headers }),
    ...(errors === undefined ? {} : { errors }),
    streams: streams.map((stream) => without(stream, headers, errors !== undefined)),
    reasons,
  };
}

function signedBy(stream: StreamDesign, name: string | undefined): StreamDesign {
  return name === undefined ? stream : { ...stream, signedBy: name };
}

/** The origin of the most streams is the source's. */
function based(built: readonly BuiltStream[]) {
  const texts = built.map(({ origin, scene, requester }) => originOf(origin, scene.templates, requester));
  const keys = texts.map((text) => JSON.stringify(text));
  const common = mostCommon(keys);
  const baseUrl = texts[keys.indexOf(common)] ?? "";
  const others = new Map(
    texts.flatMap((text, index) => (keys[index] === common ? [] : [[keys[index], text] as const])),
  );
  const streams = built.map(({ design }, index) => {
    const own = texts[index];
    return keys[index] === common || own === undefined ? design : { ...design, baseUrl: own };
  });
  return { baseUrl, origins: [...others.values()], streams };
}

function originOf(origin: string, templates: Templates, requester: Component): Template {
  const parameters = componentAt(requester, "$parameters") ?? {};
  const text = templates.text(origin, { what: "The base URL", parameters, as: "text" }) ?? "";
  if (typeof text !== "string" || /^https?:\/\/[^/]+$/.test(text)) return text;
  templates.problem(`The base URL "${text}" is not an address: correct baseUrl().`);
  return "https://api.example.com";
}

function commonHeaders(streams: readonly StreamDesign[]): Readonly<Record<string, Value>> {
  const [first, ...others] = streams.map(({ headers = {} }) => headers);
  const entries = Object.entries(first ?? {}).filter(([name, value]) => {
    const text = JSON.stringify(value);
    return !/\bslice\b/.test(text) && others.every((headers) => JSON.stringify(headers[name]) === text);
  });
  return Object.fromEntries(entries);
}

function commonErrors(streams: readonly StreamDesign[]): StreamDesign["errors"] {
  const [first, ...others] = streams.map(({ errors }) => errors);
  if (first === undefined || others.length === 0) return undefined;
  return others.every((errors) => JSON.stringify(errors) === JSON.stringify(first)) ? first : undefined;
}

function without(
  stream: StreamDesign,
  headers: Readonly<Record<string, Value>>,
  isWithoutErrors: boolean,
): StreamDesign {
  const { headers: own = {}, errors, ...others } = stream;
  const rest = Object.entries(own).filter(([name]) => !Object.hasOwn(headers, name));
  return {
    ...others,
    ...(rest.length === 0 ? {} : { headers: Object.fromEntries(rest) }),
    ...(isWithoutErrors || errors === undefined ? {} : { errors }),
  };
}

/** Headers with a secret are credentials: they belong to the authenticator. */
function withSecretHeaders(
  auth: AuthDesign,
  headers: Readonly<Record<string, Value>>,
  settings: readonly SettingDesign[],
) {
  const secrets = Object.entries(headers).filter(
    ([, value]) => value instanceof Expression && hasSecret(value, settings),
  );
  if (auth.kind !== "none" || secrets.length === 0) return { auth, headers };
  const credentials = secrets.map(([name, value]): [string, Template] => [
    name,
    value instanceof Expression ? [value] : "",
  ]);
  const others = Object.entries(headers).filter(([name]) => secrets.every(([secret]) => secret !== name));
  return {
    auth: { kind: "headers" as const, headers: Object.fromEntries(credentials) },
    headers: Object.fromEntries(others),
  };
}

function hasSecret({ code }: Expression, settings: readonly SettingDesign[]): boolean {
  return settings.some(
    ({ name, isSecret }) => isSecret === true && new RegExp(`\\b${name.replaceAll(/\W/g, "\\$&")}\\b`).test(code),
  );
}
