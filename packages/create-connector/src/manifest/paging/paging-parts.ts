import { Expression, type Value } from "../../design/expression.js";
import type { ParameterDesign, SizeDesign } from "../../design/paging.js";
import type { TokenTemplate } from "./page-token.js";

/** What a paginator needs to know of its stream. */
export interface PagedStream {
  readonly recordsAt: string;
  readonly query: Readonly<Record<string, Value>>;
  /** What of a request is made of the page's token, besides what the paginator sends. */
  readonly tokens: readonly TokenTemplate[];
  /** Whether requests have parameters that a link may lack. */
  readonly hasQuery: boolean;
  /** The fields that every record has: those of its key, and the cursor's. */
  readonly keyFields: readonly string[];
}

/** Where the page's number or token goes, if anywhere. */
export interface PageParts {
  readonly token: ParameterDesign | "path" | undefined;
  readonly size: SizeDesign | undefined;
  /** What a `token` changes, where that is more than its own parameter. */
  readonly change?: Expression | undefined;
}

/** A paginator whose tokens are computed by code. */
export function computedPaginator(
  { token, size, change, recordsAt }: PageParts & { readonly recordsAt?: string },
  compute: string,
  needs: Partial<Pick<Expression, "imports" | "helpers">>,
): Expression {
  const options = [
    ...(token === "path" || token === undefined ? [] : [`param: ${JSON.stringify(token.param)}`, ...placeCode(token)]),
    ...(size === undefined ? [] : [`size: ${JSON.stringify(size)}`]),
    ...(recordsAt === undefined || recordsAt === "" ? [] : [`recordsAt: ${JSON.stringify(recordsAt)}`]),
    `token: ${compute}`,
    ...(change === undefined ? [] : [`change: (token) => (${change.code})`]),
  ];
  return new Expression(`new ComputedTokenPaginator({ ${options.join(", ")} })`, {
    imports: [...(needs.imports ?? []), ...(change?.imports ?? [])],
    helpers: [...(needs.helpers ?? []), ...(change?.helpers ?? []), "computed-token"],
  });
}

function placeCode({ in: place }: ParameterDesign): readonly string[] {
  return place === undefined || place === "query" ? [] : [`in: ${JSON.stringify(place)}`];
}
