import type { RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";
import { type PageSize, Paginator } from "./paginator.js";

/** One link of a `Link` header. */
interface Link {
  readonly url: string;
  /** The relation types, in lower case. */
  readonly rels: readonly string[];
}

/** The URL, then parameters whose values are tokens or quoted strings; a quoted string may contain commas and semicolons. */
const LINK = /<([^>]*)>((?:\s*;\s*[^\s=;,"]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g;

/**
 * The next page is the `Link` header's link with the relation `next` (RFC 8288), as of GitHub, GitLab, Okta and Shopify; without
 * one the list ends. The link replaces path and query and must stay on the API's origin.
 */
export class LinkHeaderPaginator extends Paginator {
  readonly endsWith = "no link to a next page";
  protected override readonly size: PageSize | undefined;

  constructor({ size }: { readonly size?: PageSize } = {}) {
    super();
    this.size = size;
  }

  next({ headers }: Page): RequestChange | undefined {
    const next = linksIn(headers["link"] ?? "").find(({ rels }) => rels.includes("next"));
    return next === undefined ? undefined : { url: next.url };
  }
}

/** Of repeated parameters the first counts (RFC 8288, section 3.3). */
function linksIn(header: string): readonly Link[] {
  return [...header.matchAll(LINK)].map(([, url = "", parameters = ""]) => {
    const rel = [...parameters.matchAll(PARAMETER)].find(([, name = ""]) => name.toLowerCase() === "rel");
    const [, , quoted, token] = rel ?? [];
    const types = (quoted?.replace(/\\(.)/g, "$1") ?? token ?? "").toLowerCase();
    return { url: url.trim(), rels: types.split(/\s+/).filter((type) => type !== "") };
  });
}
