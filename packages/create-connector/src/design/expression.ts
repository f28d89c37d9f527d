/**
 * A TypeScript expression of the connector that is written. What is in scope depends on its place: `config` everywhere; `slice` in
 * a stream's path, query, headers, body and filters; `record` in `keep` and `map`.
 */
export class Expression {
  readonly code: string;
  /** Names of `@sluice/core` that the code uses, e.g. `valueAt`. */
  readonly imports: readonly string[];
  /** Helpers that the code uses, by file name: `templates/helpers/NAME.ts` is copied into the connector's `src/helpers`. */
  readonly helpers: readonly string[];

  constructor(code: string, { imports = [], helpers = [] }: Partial<Pick<Expression, "imports" | "helpers">> = {}) {
    this.code = code;
    this.imports = imports;
    this.helpers = helpers;
  }
}

/** A text whose parts are joined; a text without expressions is a literal. */
export type Template = string | readonly (string | Expression)[];

/** A JSON value with expressions in it. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Expression
  | readonly Value[]
  | { readonly [name: string]: Value };
