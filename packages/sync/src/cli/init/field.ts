import type { JsonValue } from "@sluice/core/json";

/** A setting of a source, as its specification describes it. */
export interface Field {
  /** Its name, after the names of the groups it is in. */
  readonly path: readonly string[];
  readonly title: string;
  /** What to know of it, as plain text; may be empty. */
  readonly help: string;
  readonly isRequired: boolean;
  /** Of an optional one: that it is asked for all the same. */
  readonly isShown: boolean;
  /** Its value is nobody's business: only the name of a variable is written. */
  readonly isSecret: boolean;
  readonly default: JsonValue | undefined;
  readonly kind: Kind;
}

/** What a field takes. */
export type Kind =
  | {
      readonly is: "text";
      readonly pattern: string | undefined;
      /** The pattern in words. */
      readonly looksLike: string | undefined;
      readonly example: string | undefined;
    }
  | {
      readonly is: "number";
      readonly isWhole: boolean;
      readonly least: number | undefined;
      readonly most: number | undefined;
    }
  | { readonly is: "yes or no" }
  | { readonly is: "choice"; readonly values: readonly JsonValue[] }
  | { readonly is: "list"; readonly of: "text" | "number" }
  | { readonly is: "group"; readonly fields: readonly Field[] }
  | { readonly is: "one of"; readonly options: readonly Option[] }
  /** There is nothing to ask: it tells an option from the others. */
  | { readonly is: "fixed"; readonly value: JsonValue }
  /** There is no question for it, e.g. for a list of objects. */
  | { readonly is: "other"; readonly what: string };

/** One of several groups of fields, of which one is filled in. */
export interface Option {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** As people write it on the command line: `credentials.api_token`. */
export function dotted({ path }: Pick<Field, "path">): string {
  return path.join(".");
}

/** A field's own fields, of every option. */
export function fieldsIn({ kind }: Field): readonly Field[] {
  if (kind.is === "group") return kind.fields;
  return kind.is === "one of" ? kind.options.flatMap(({ fields }) => fields) : [];
}
