import type { JsonObject } from "@sluice/core";

/** What the account consists of, each part with the record that the API sends for it. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly products: readonly Product[];
  readonly record: JsonObject;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  /** Its position in the whole account. */
  readonly position: number;
  readonly environments: readonly Environment[];
  readonly tags: readonly Tag[];
  readonly configs: readonly Config[];
  readonly record: JsonObject;
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  /** Its position among the product's environments. */
  readonly position: number;
  readonly reasonRequired: boolean;
  readonly approveRequired: boolean;
  readonly record: JsonObject;
}

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly color: string | null;
  readonly record: JsonObject;
}

export interface Config {
  readonly id: string;
  readonly name: string;
  readonly version: "v1" | "v2";
  readonly settings: readonly Setting[];
  readonly record: JsonObject;
}

export type SettingType = "boolean" | "string" | "int" | "double";
export type Scalar = boolean | string | number;

export interface Setting {
  readonly id: number;
  /** Its position in the account: what varies between settings depends on it. */
  readonly index: number;
  readonly key: string;
  readonly type: SettingType;
  readonly isJson: boolean;
  readonly variations: readonly Variation[];
  readonly tags: readonly Tag[];
  /** The fields that all descriptions of a setting share. */
  readonly core: JsonObject;
  readonly record: JsonObject;
}

export interface Variation {
  readonly id: string;
  readonly value: Scalar;
  readonly record: JsonObject;
}
