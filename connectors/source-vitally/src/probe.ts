import {
  bodyOf,
  type CommonConfig,
  ConfigError,
  ConnectorError,
  type HttpClient,
  SystemError,
  valueAt,
} from "@sluice/core";
import type { Config as OwnConfig } from "./config.js";
import { baseUrlOf, EU_HOST } from "./host.js";

type Config = OwnConfig & CommonConfig;

/**
 * Requests one account, which checks address, token, permission and `status` at once, and says which of them is wrong. Vitally
 * does not document the reply of an unknown subdomain; any reply that is not from its API counts as one.
 *
 * @throws ConfigError with the remedy; other errors as they are, if they are not about the config.
 */
export async function probeAccounts(http: HttpClient, config: Config): Promise<void> {
  const request = http.request("resources/accounts", { limit: 1, status: config.status });
  try {
    const body = bodyOf(request, await http.send(request, "check")).value;
    if (!Array.isArray(valueAt(body, "results"))) throw new SystemError("The reply has no list of accounts.");
  } catch (error) {
    throw error instanceof ConnectorError ? withRemedy(error, config) : error;
  }
}

function withRemedy(error: ConnectorError, config: Config): ConnectorError {
  const host = new URL(config.base_url ?? baseUrlOf(config)).host;
  const message = messageFor(error, host, config);
  if (message === undefined) return error;
  const { status, detail } = error;
  return new ConfigError(message, {
    cause: error,
    detail: detail ?? error.message,
    ...(status === undefined ? {} : { status }),
  });
}

function messageFor(error: ConnectorError, host: string, config: Config): string | undefined {
  if (error.status === 401) {
    return `${host} refused the token (HTTP 401). Copy the Secret Token again from Settings → Integrations → Vitally REST API, and check that the integration is switched on. ${regionHint(host)}`;
  }
  if (error.status === 403) {
    return `${host} knows the token, but it may not read accounts (HTTP 403). Use a key that may, or have an admin of the account make one.`;
  }
  if (!isWrongAddress(error)) return undefined;
  const what = error.status === undefined ? "" : ` (HTTP ${error.status})`;
  return `${host} does not answer as the REST API of an account${what}. ${addressHint(host, config)}`;
}

/** An unknown path or host, a certificate for other hosts, or a reply that is a web page or redirects to one. */
function isWrongAddress(error: ConnectorError): boolean {
  if (error.status !== undefined) return error.status === 404;
  return error instanceof SystemError || /^(ENOTFOUND|ERR_TLS_CERT_ALTNAME_INVALID)\b/.test(error.detail ?? "");
}

function addressHint(host: string, { base_url, domain }: Config): string {
  if (base_url !== undefined) return "Check base_url.";
  if (host === EU_HOST) return regionHint(host);
  const said = (domain ?? "").trim() === "" ? "Set domain" : "Check domain";
  return `${said}: it is the first part of the address at which you sign in ("acme" of https://acme.vitally.io). ${regionHint(host)}`;
}

function regionHint(host: string): string {
  return host === EU_HOST
    ? "If the account is kept in the US, set region to US and domain to the first part of the address at which you sign in."
    : "If the account is kept in the EU, set region to EU.";
}
