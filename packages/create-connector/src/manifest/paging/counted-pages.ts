import { Expression } from "../../design/expression.js";
import type { PagingDesign } from "../../design/paging.js";
import { countOf } from "../jinja/index.js";
import type { Scene } from "../scene.js";
import type { TokenTemplate } from "./page-token.js";

/** How a number of a page or of a record begins. */
export interface Counted {
  readonly kind: "page" | "offset";
  /** The number of the first page; 0 for an offset. */
  readonly start: number;
  readonly pageSize?: number | undefined;
}

/** Pages whose number is a part of a parameter; undefined, with a reason, if it is more than that. */
export function countedPages(
  [only, ...others]: readonly TokenTemplate[],
  { kind, start, pageSize }: Counted,
  { templates }: Scene,
): PagingDesign | undefined {
  if (only === undefined) return undefined;
  const { parameter, template } = only;
  const count = countOf(template, "page_token");
  if (count === undefined || others.length > 0 || count.first !== start + count.plus) {
    templates.problem(`The parameter "${parameter.param}" is made of the page's number: write a paginator for it.`);
    return undefined;
  }
  const { before, first, isWhole } = count;
  if (isWhole && kind === "page") return { kind, ...parameter, start: first };
  if (isWhole && first === 0) return { kind: "offset", ...parameter };
  const options = { ...parameter, before, by: kind === "page" ? "pages" : "records", pageSize };
  return {
    kind: "code",
    code: new Expression(`new CountInTextPaginator(${JSON.stringify(options)})`, { helpers: ["count-in-text"] }),
  };
}
