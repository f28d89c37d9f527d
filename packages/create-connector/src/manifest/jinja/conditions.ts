import type { TemplatePath } from "./paths.js";

type At = Pick<TemplatePath, "root" | "path">;

/** A condition of a known form, as in `stop_condition`. */
export type TemplateCondition =
  /** `not response.has_more`, `response.has_more == false`, `response.x == ''`, `response.x is false`, `not response.get('next')`. */
  | (At & { readonly kind: "falsy" })
  | (At & { readonly kind: "truthy" })
  /** `response.x is none`, `response.x is not defined`, `'x' not in response`. */
  | (At & { readonly kind: "missing" })
  | (At & { readonly kind: "present" })
  /** `response.status == "done"`. */
  | (At & { readonly kind: "equals" | "differs"; readonly value: string | number | boolean })
  /** A list, or `last_page_size`, whose length is less than a number: `response.data | length < 100`, `last_page_size == 0` (less than 1). */
  | (At & { readonly kind: "shorter"; readonly than: number })
  /** One path compared with another: `response.page >= response.pages`. */
  | (At & { readonly kind: "atLeast"; readonly other: At })
  | { readonly kind: "always" | "never" }
  /** All of them, or one of them. */
  | { readonly kind: "all" | "any"; readonly of: readonly TemplateCondition[] };

/** The form of a condition; undefined if it is none of them. */
export function conditionOf(_text: string): TemplateCondition | undefined {
  return undefined;
}
