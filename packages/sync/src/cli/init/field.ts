import type { JsonValue } from "@sluice/core/json";

/** A setting of a source, as its specification describes it. */
export interface SettingField {
  /** The names of its groups, then its own. */
  readonly path: readonly string[];
  readonly title: string;
  /** A description in plain text; may be empty. */
  readonly help: string;
  readonly isRequired: boolean;
  /** Whether it is asked for even if it is optional. */
  readonly isShown: boolean;
  /** Whether only the name of a variable is written, and never the value. */
  readonly isSecret: boolean;
  /** What the specification proposes, on the field itself or on a group that it is in. */
  readonly default: JsonValue | undefined;
  readonly kind: SettingKind;
}

/** The kind of value of a field. */
export type SettingKind =
  | {
      readonly is: "text";
      readonly pattern: string | undefined;
      /** A description of the pattern. */
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
  | { readonly is: "group"; readonly fields: readonly SettingField[] }
  | { readonly is: "one of"; readonly options: readonly SettingOption[] }
  /** Nothing to ask: it distinguishes an option from the others. */
  | { readonly is: "fixed"; readonly value: JsonValue }
  /** Nothing can ask for it, e.g. for a list of objects. */
  | { readonly is: "other"; readonly what: string };

/** One of several groups of fields, one of which is filled in. */
export interface SettingOption {
  readonly title: string;
  readonly fields: readonly SettingField[];
  /** Whether the default of the whole is this one. */
  readonly isDefault: boolean;
}

/** As written on the command line: `credentials.api_token`. */
export function dotted({ path }: Pick<SettingField, "path">): string {
  return path.join(".");
}

/** The option that is taken where nobody chooses. */
export function defaultOption(options: readonly SettingOption[]): SettingOption | undefined {
  return options.find(({ isDefault }) => isDefault) ?? options[0];
}

/** Whether the specification fills in a field by itself: it has a default, or a field in it has, and no required one is missing. */
export function hasDefault({ isSecret, kind, default: usual }: SettingField): boolean {
  if (isSecret || kind.is === "fixed") return false;
  if (kind.is !== "group" && kind.is !== "one of") return usual !== undefined;
  const fields = kind.is === "group" ? kind.fields : (defaultOption(kind.options)?.fields ?? []);
  const isWhole = fields.every((field) => !field.isRequired || field.kind.is === "fixed" || hasDefault(field));
  return isWhole && (usual !== undefined || fields.some(hasDefault));
}

/** A field's own fields, of every option. */
export function fieldsIn({ kind }: SettingField): readonly SettingField[] {
  if (kind.is === "group") return kind.fields;
  return kind.is === "one of" ? kind.options.flatMap(({ fields }) => fields) : [];
}
