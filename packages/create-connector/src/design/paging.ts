import type { Expression } from "./expression.js";

/** Where a parameter goes; into the query by default. A parameter of a body may be a dotted path. */
export interface ParameterDesign {
  readonly param: string;
  readonly in?: "query" | "body" | "header";
}

export interface SizeDesign extends ParameterDesign {
  readonly value: number;
}

/** How pages link. All paths are dotted paths in the body. */
export type PagingDesign =
  | { readonly kind: "none" }
  | (Numbered & { readonly kind: "page"; readonly start?: number; readonly pastEnd?: number })
  | (Numbered & { readonly kind: "offset" })
  | (ParameterDesign & Sized & { readonly kind: "cursor"; readonly at: string; readonly hasMore?: string })
  | (Sized & {
      readonly kind: "next-url";
      readonly at: string;
      readonly hasMore?: string;
      readonly keepsQuery?: boolean;
    })
  | (Sized & { readonly kind: "link-header"; readonly keepsQuery?: boolean })
  | (ParameterDesign & Sized & { readonly kind: "header-token"; readonly header: string; readonly hasMore?: string })
  | (ParameterDesign &
      Sized & {
        readonly kind: "after-last";
        readonly field: string;
        readonly hasMore?: string;
        readonly stopsShort?: boolean;
      })
  /** Of a GraphQL connection. */
  | { readonly kind: "relay"; readonly at: string; readonly after?: string; readonly size?: SizeDesign }
  /** One page, which has to prove that it is the whole list: by a flag, a total, or fewer records than its size. */
  | (Sized & { readonly kind: "only-page"; readonly hasMore?: string; readonly total?: string })
  /** A `Link` header that the documents do not mention: a full page without it may not be the last. */
  | { readonly kind: "proven-link"; readonly size: SizeDesign }
  /** A paginator that no option describes: an expression that makes it, e.g. an instance of a class of `members`. */
  | { readonly kind: "code"; readonly code: Expression; readonly members?: readonly Expression[] };

interface Sized {
  readonly size?: SizeDesign;
}

interface Numbered extends ParameterDesign, Sized {
  /** The first page is asked for without the parameter. */
  readonly startsBare?: boolean;
  /** Where a reply has the number of all records. */
  readonly total?: string;
  /** Where a reply has a flag for more pages. */
  readonly hasMore?: string;
  /** A page with fewer records than its size is the last one. */
  readonly stopsShort?: boolean;
}
