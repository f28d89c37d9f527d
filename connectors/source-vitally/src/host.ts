/**
 * Which host gets the token. Users enter a subdomain, a host or the address of their browser as `domain`, so it is parsed and never
 * put into a URL unchanged: a value such as `evil.com/#` would send the token to somebody else.
 */

/** Serves every US account whose subdomain is not given; older connectors know only this one. */
const US_HOST = "rest.vitally.io";
/** One host for all accounts of the EU, without subdomains. */
export const EU_HOST = "rest.vitally-eu.io";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const BARE_LABEL = new RegExp(`^${LABEL}$`, "i");
const US_SUBDOMAIN = new RegExp(`^(${LABEL})(?:\\.rest)?\\.vitally\\.io$`, "i");
const EU_SUBDOMAIN = new RegExp(`^${LABEL}\\.vitally-eu\\.io$`, "i");

/**
 * The host in a host or a URL. Only its text is kept, so nothing after it can change the host. URL parsers read a backslash as
 * a slash and map other alphabets to ASCII, so none is used: such a text is refused.
 */
const HOST_OR_URL = /^(?:(?:https?:)?\/\/)?([^/?#\\\s]+?)(?::443)?(?:[/?#][^\\]*)?$/i;

/** The host that a `domain` or an `api_url` names, empty text included; undefined if it is not one of Vitally's. */
export function hostOf(value: string): string | undefined {
  const text = value.trim();
  if (text === "") return US_HOST;
  if (BARE_LABEL.test(text)) return `${text.toLowerCase()}.${US_HOST}`;
  const host = HOST_OR_URL.exec(text)?.[1]?.toLowerCase() ?? "";
  if (host === US_HOST) return US_HOST;
  if (EU_SUBDOMAIN.test(host)) return EU_HOST;
  const label = US_SUBDOMAIN.exec(host)?.[1];
  return label && `${label}.${US_HOST}`;
}

/** The settings that decide the address, in the order of precedence. */
export interface Address {
  readonly region?: "US" | "EU" | undefined;
  readonly domain?: string | undefined;
  readonly api_url?: string | undefined;
}

/** Scheme and host of the API. */
export function baseUrlOf({ region, domain, api_url }: Address): string {
  if (region === "EU") return `https://${EU_HOST}`;
  const address = domain?.trim() || api_url || "";
  return `https://${hostOf(address) ?? US_HOST}`;
}
