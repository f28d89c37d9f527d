import type { Design } from "../design/design.js";
import { slug } from "../words.js";
import { type Node, textAt } from "./node.js";
import type { OpenApiOptions } from "./options.js";

/** What follows the vendor in a title: `Acme Public REST API v2 reference` is Acme's. */
const API = /\s+((public|rest|http|web|open|v?\d[\d.]*)\s+)*apis?\b.*$/i;

/** Words of a title that name no vendor. */
const GENERIC =
  /^(the|our|my|apis?|rest|http|web|open|openapi|public|reference|documentation|docs|specification|spec|definition|swagger|management|admin|platform|core|service|v?\d[\d.]*)$/i;

/** Name and title: as the options say, else after the vendor in the document's title, else after the server's host. */
export function identityOf(
  root: Node,
  { name, title }: OpenApiOptions,
  server: string,
): Pick<Design, "name" | "title"> {
  const found = title ?? (vendorIn(textAt(root, "info", "title") ?? "") || domainOf(server) || "API");
  return { name: name ?? (slug(found) || "api"), title: found };
}

/** The vendor or the product in a title; "" for a title such as "API Reference". */
function vendorIn(title: string): string {
  const vendor = title
    .trim()
    .replace(/\s*[:(].*$|\s+[-–—]\s.*$/s, "")
    .replace(API, "")
    .replace(/^the\s+/i, "");
  return vendor.split(/\s+/).every((word) => GENERIC.test(word)) ? "" : vendor;
}

/** `https://api.acme.co.uk` → `Acme`. */
function domainOf(url: string): string {
  const [, host = ""] = /^https?:\/\/([^/:]+)/.exec(url) ?? [];
  const domain = /([a-z][a-z0-9-]*)(\.(co|com|org|net))?\.[a-z]{2,}$/i.exec(host)?.[1] ?? "";
  return domain.charAt(0).toUpperCase() + domain.slice(1);
}
