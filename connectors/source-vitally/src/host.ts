/**
 * Which host gets the token. What people write into `domain` is a subdomain, a host or the address of their browser, so it
 * is read, never put into a URL as it is: a value such as `evil.com/#` would carry the token to somebody else.
 */

/** Answers for every account of the US whose subdomain is not said; older connectors know no other. */
const US_HOST = "rest.vitally.io";
/** One host for all accounts of the EU, without subdomains. */
export const EU_HOST = "rest.vitally-eu.io";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const BARE_LABEL = new RegExp(`^${LABEL}$`, "i");
const US_SUBDOMAIN = new RegExp(`^(${LABEL})(?:\\.rest)?\\.vitally\\.io$`, "i");
/** An address may end in the prefix of all endpoints, as one generation of configs has it. */
const ADDRESS = /^https:\/\/([^/]*)(?:\/resources)?\/?$/i;

/** The host that a `domain` or an `api_url` means, empty text included; undefined if it is none of Vitally's. */
export function hostOf(value: string): string | undefined {
  const said = value.trim();
  if (said === "") return US_HOST;
  if (BARE_LABEL.test(said)) return `${said.toLowerCase()}.${US_HOST}`;
  const host = ADDRESS.exec(said)?.[1] ?? said;
  const known = [US_HOST, EU_HOST].find((name) => name === host.toLowerCase());
  const [, label] = US_SUBDOMAIN.exec(host) ?? [];
  return known ?? (label && `${label.toLowerCase()}.${US_HOST}`);
}

/** The settings that decide the address, in the order of their weight. */
export interface Address {
  readonly base_url?: string | undefined;
  readonly region?: "US" | "EU" | undefined;
  readonly domain?: string | undefined;
  readonly api_url?: string | undefined;
}

/** Scheme and host of the API. */
export function baseUrlOf({ base_url, region, domain, api_url }: Address): string {
  if (base_url !== undefined) return base_url;
  if (region === "EU") return `https://${EU_HOST}`;
  const said = domain?.trim() || api_url || "";
  return `https://${hostOf(said) ?? US_HOST}`;
}
