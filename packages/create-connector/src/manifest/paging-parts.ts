import { Expression, type Value } from "../design/expression.js";
import type { ParameterDesign, SizeDesign } from "../design/paging.js";

/** What a paginator needs to know of its stream. */
export interface PagedStream {
  readonly recordsAt: string;
  readonly query: Readonly<Record<string, Value>>;
  readonly tokenParam: string | undefined;
  /** Whether requests have parameters that a link may lack. */
  readonly hasQuery: boolean;
  /** The fields that every record has: those of its key, and the cursor's. */
  readonly keyFields: readonly string[];
}

/** Where the page's number or token goes, if anywhere. */
export interface PageParts {
  readonly token: ParameterDesign | "path" | undefined;
  readonly size: SizeDesign | undefined;
}

/** A paginator whose tokens are computed by code. */
export function computedPaginator(
  { token, size, recordsAt }: PageParts & { readonly recordsAt?: string },
  compute: string,
  needs: Partial<Pick<Expression, "imports" | "helpers">>,
): Expression {
  const options = [
    ...(token === "path" || token === undefined ? [] : [`param: ${JSON.stringify(token.param)}`, ...placeCode(token)]),
    ...(size === undefined ? [] : [`size: ${JSON.stringify(size)}`]),
    ...(recordsAt === undefined || recordsAt === "" ? [] : [`recordsAt: ${JSON.stringify(recordsAt)}`]),
    `token: ${compute}`,
  ];
  return new Expression(`new ComputedTokenPaginator({ ${options.join(", ")} })`, {
    imports: needs.imports ?? [],
    helpers: [...(needs.helpers ?? []), "computed-token"],
  });
}

function placeCode({ in: place }: ParameterDesign): readonly string[] {
  return place === undefined || place === "query" ? [] : [`in: ${JSON.stringify(place)}`];
}
