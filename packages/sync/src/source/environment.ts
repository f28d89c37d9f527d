import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";
import type { Environment } from "../project/environment.js";
import { variablePrefix } from "./name.js";

/**
 * What every source gets: what programs need to run and to reach a server, and the two settings of the platform that all of our connectors
 * read. None of them is another tool's secret.
 */
const COMMON = new Set([
  ...["PATH", "HOME", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
  ...["DEPLOYMENT_MODE", "LOG_LEVEL"],
]);

/** What docker and podman read besides. They are the user's own tools; the image gets none of it. */
const ENGINE =
  /^(?:DOCKER_|CONTAINER|PODMAN_|BUILDAH_|STORAGE_|XDG_|REGISTRY_|DBUS_SESSION_BUS_ADDRESS$|SSH_AUTH_SOCK$)/;

export function commonVariables(all: Environment): Environment {
  return picked(all, (name) => COMMON.has(name));
}

/** @param all of the user who runs the engine. */
export function engineVariables(all: Environment): Environment {
  return picked(all, (name) => COMMON.has(name) || ENGINE.test(name));
}

/** The variables that the user lets a source see. */
export function grantedVariables(all: Environment, names: readonly string[]): Environment {
  return picked(all, (name) => names.includes(name));
}

/** A setting of a source that the environment has. */
export interface SettingVariable {
  readonly setting: string;
  readonly variable: string;
  readonly value: string;
}

/** `VITALLY_DOMAIN` is the domain of `vitally`, if its spec has a setting of that name. */
export function settingVariables(all: Environment, source: string, spec: JsonObject): readonly SettingVariable[] {
  return settingsIn(spec["connectionSpecification"]).flatMap((setting) => {
    const variable = variableOf(source, setting);
    const value = all[variable];
    return value === undefined ? [] : [{ setting, variable, value }];
  });
}

/** The name of the variable that holds a setting of a source. */
export function variableOf(source: string, setting: string): string {
  return variablePrefix(source) + setting.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
}

/** The names of the variables that may be settings of a source. */
export function possibleSettings(all: Environment, source: string): readonly string[] {
  const prefix = variablePrefix(source);
  return Object.keys(all).filter((name) => name.startsWith(prefix));
}

/** The names of the outermost settings, those of alternatives included. */
function settingsIn(schema: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, oneOf, anyOf, allOf } = schema;
  const inner = [oneOf, anyOf, allOf].flatMap((options) => (Array.isArray(options) ? options : []));
  return [...(isJsonObject(properties) ? Object.keys(properties) : []), ...inner.flatMap(settingsIn)];
}

function picked(all: Environment, isWanted: (name: string) => boolean): Environment {
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
}
