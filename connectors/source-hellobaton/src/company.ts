/** The account's own part of its address, from the text that users paste: `acme`, `acme.hellobaton.com`, or any page's URL there. */

/** One DNS label. */
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** A host as the address bar shows it, or a whole URL. */
const HOST_OR_URL = /^(?:https?:)?(?:\/\/)?[^/?#]+\.hellobaton\.com(?::443)?(?:[/?#].*)?$/i;

const OWN_HOST = /^([^.]+)\.hellobaton\.com$/;

/** The vendor's own hosts, which are not accounts: its website and its API reference. */
const SHARED = ["app", "www"];

/**
 * The label in lower case, or undefined if the text does not name an account. Only the label is kept, and the host is built from
 * it: whatever else is in the text, the key goes to hellobaton.com only.
 */
export function accountOf(company: string): string | undefined {
  const text = company.trim();
  const label = LABEL.test(text) ? text.toLowerCase() : labelOfHost(text);
  return label === undefined || SHARED.includes(label) || !LABEL.test(label) ? undefined : label;
}

/** URL parsers drop line breaks and read a backslash as a slash. Nobody pastes either, so a text with them is refused. */
function labelOfHost(text: string): string | undefined {
  if (/[\s\\]/.test(text) || !HOST_OR_URL.test(text)) return undefined;
  const url = `https://${text.replace(/^https?:/i, "").replace(/^\/\//, "")}`;
  if (!URL.canParse(url)) return undefined;
  const { hostname, username, password } = new URL(url);
  return username === "" && password === "" ? OWN_HOST.exec(hostname)?.[1] : undefined;
}
