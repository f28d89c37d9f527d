import type { RequestChange } from "../http/request.js";
import type { Page } from "../http/response.js";

/** A paginator that follows links. */
export interface KeepsQueryOption {
  /**
   * True where links lose parameters of the request, such as filters: those that a link lacks are repeated. Only for an API whose
   * links drop none on purpose.
   */
  readonly keepsQuery?: boolean;
}

/** The change that follows a link. */
export function linkTo({ request }: Page, url: string, { keepsQuery = false }: KeepsQueryOption): RequestChange {
  if (!keepsQuery || !URL.canParse(url, request.url)) return { url }; // which is refused where it is followed
  const { searchParams } = new URL(url, request.url);
  const lost = Object.entries(request.query).filter(([name]) => !searchParams.has(name));
  return lost.length === 0 ? { url } : { url, query: Object.fromEntries(lost) };
}
