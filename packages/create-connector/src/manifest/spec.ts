import type { ChoiceForm, SettingDesign, SettingType } from "../design/schema.js";
import {
  type Component,
  componentAt,
  componentsAt,
  isComponent,
  isTrueAt,
  numberAt,
  textAt,
  textsAt,
} from "./document/component.js";
import type { JsonValue } from "./document/json.js";

/** The settings of a `connection_specification`, in its order. */
export function settingsOf(schema: Component): readonly SettingDesign[] {
  const required = new Set(textsAt(schema, "required"));
  const properties = Object.entries(componentAt(schema, "properties") ?? {}).flatMap(([name, property]) =>
    isComponent(property) ? [[name, property] as const] : [],
  );
  const placed = properties.map(([name, property], index) => ({
    order: numberAt(property, "order") ?? 1000 + index,
    setting: settingOf(name, property, required.has(name)),
  }));
  return placed.sort((one, other) => one.order - other.order).map(({ setting }) => setting);
}

function settingOf(name: string, property: Component, isRequired: boolean): SettingDesign {
  const type = typeOfSetting(property);
  const title = oneLine(textAt(property, "title") ?? "") || titleOf(name);
  const given = scalarOf(property["default"], type);
  const example = scalarOf(firstOf(property["examples"]), type);
  return {
    name,
    title,
    description: oneLine(withoutMarkup(textAt(property, "description") ?? "")) || `${title}.`,
    type,
    ...(isTrueAt(property, "airbyte_secret") ? { isSecret: true } : {}),
    ...(isRequired ? {} : { isOptional: true }),
    ...(given === undefined ? {} : { default: given }),
    ...(example === undefined ? {} : { example }),
  };
}

function typeOfSetting(property: Component): SettingType {
  const forms = componentsAt(property, "oneOf");
  if (forms.length > 0) return choiceOf(forms) ?? { is: "object", settings: [] };
  const values = textsAt(property, "enum");
  const [type = "properties" in property ? "object" : "string"] = textsAt(property, "type").filter(
    (one) => one !== "null",
  );
  if (type === "integer" || type === "number") return { is: type, ...bounds(property) };
  if (type === "boolean") return { is: "boolean" };
  if (type === "array") return { is: "array", of: typeOfSetting(componentAt(property, "items") ?? {}) };
  if (type === "object") return { is: "object", settings: settingsOf(property) };
  const [first, ...others] = [...new Set([...values, ...textsAt(property, "const")])];
  if (first !== undefined) return { is: "enum", values: [first, ...others] };
  return textTypeOf(property);
}

function textTypeOf(property: Component): SettingType {
  const [pattern, format] = [textAt(property, "pattern"), textAt(property, "format")];
  return {
    is: "string",
    ...(pattern === undefined || !isPattern(pattern) ? {} : { pattern }),
    ...(format === "date" || format === "date-time" ? { format } : {}),
  };
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") !== undefined;
  } catch {
    return false; // of Python's dialect
  }
}

function bounds(property: Component): { readonly minimum?: number; readonly maximum?: number } {
  const [minimum, maximum] = [numberAt(property, "minimum"), numberAt(property, "maximum")];
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

/** A choice by the field that is constant in each form. */
function choiceOf(forms: readonly Component[]): SettingType | undefined {
  const names = forms.map((form) => Object.entries(componentAt(form, "properties") ?? {}));
  const constants = names.map((fields) => fields.filter(([, field]) => constantOf(field) !== undefined));
  const by = constants[0]
    ?.map(([name]) => name)
    .find((name) => constants.every((one) => one.some(([it]) => it === name)));
  if (by === undefined) return onlyForm(forms);
  const read = forms.map((form): ChoiceForm => {
    const value = constantOf(componentAt(form, "properties")?.[by]) ?? "";
    const settings = settingsOf(form).filter(({ name }) => name !== by);
    return { value, title: oneLine(textAt(form, "title") ?? "") || titleOf(value), settings };
  });
  const values = new Set(read.map(({ value }) => value));
  return values.size === read.length ? { is: "choice", by, forms: read } : onlyForm(forms);
}

/** Forms that nothing distinguishes become one, in which nothing is required. */
function onlyForm(forms: readonly Component[]): SettingType {
  const settings = forms.flatMap((form) => settingsOf(form));
  const unique = new Map(settings.map((setting) => [setting.name, setting]));
  const isAlone = forms.length === 1;
  return { is: "object", settings: [...unique.values()].map((one) => (isAlone ? one : { ...one, isOptional: true })) };
}

function constantOf(field: JsonValue | undefined): string | undefined {
  if (!isComponent(field)) return undefined;
  const values = textsAt(field, "enum");
  return textAt(field, "const") ?? (values.length === 1 ? values[0] : undefined);
}

function firstOf(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? (value[0] as JsonValue | undefined) : value;
}

/** A default or an example, if it fits the type. */
function scalarOf(value: JsonValue | undefined, type: SettingType): string | number | boolean | undefined {
  if (value === undefined || value === null || typeof value === "object") return undefined;
  if (type.is === "boolean") return typeof value === "boolean" ? value : undefined;
  if (type.is === "integer" || type.is === "number") {
    const number = Number(value);
    return value === "" || !(type.is === "integer" ? Number.isInteger(number) : Number.isFinite(number))
      ? undefined
      : number;
  }
  if (type.is === "enum") return type.values.includes(String(value)) ? String(value) : undefined;
  return type.is === "string" ? String(value) : undefined;
}

function titleOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Descriptions are HTML for Airbyte's form. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll(/<a[^>]*href=["']([^"']+)["'][^>]*>(.*?)<\/a>/gis, "$2 ($1)")
    .replaceAll(/<\/?[a-z][^>]*>/gi, " ");
}
