/** A field of a record. */
export interface FieldDesign {
  readonly name: string;
  readonly type: FieldType;
  readonly description?: string;
}

/** The words of core's record schemas. */
export type FieldType =
  | { readonly is: "string"; readonly oneOf?: string }
  | { readonly is: "integer" | "number" | "boolean" | "timestamp" | "date" | "json" | "openObject" }
  | { readonly is: "array"; readonly of: FieldType }
  | { readonly is: "object"; readonly fields: readonly FieldDesign[] };

/** A setting of the config. */
export interface SettingDesign {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: SettingType;
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  readonly default?: string | number | boolean;
  /** A value that the fake's config has; made up from the type by default. */
  readonly example?: string | number | boolean;
}

export type SettingType =
  | { readonly is: "string"; readonly pattern?: string; readonly format?: "date" | "date-time" }
  | { readonly is: "integer" | "number"; readonly minimum?: number; readonly maximum?: number }
  | { readonly is: "boolean" }
  | { readonly is: "enum"; readonly values: readonly [string, ...string[]] }
  | { readonly is: "array"; readonly of: SettingType }
  | { readonly is: "object"; readonly settings: readonly SettingDesign[] }
  /** One of several forms, distinguished by a constant field, as in `credentials.auth_type`. */
  | { readonly is: "choice"; readonly by: string; readonly forms: readonly ChoiceForm[] };

export interface ChoiceForm {
  /** The value of the field that distinguishes the forms. */
  readonly value: string;
  readonly title: string;
  readonly settings: readonly SettingDesign[];
}
