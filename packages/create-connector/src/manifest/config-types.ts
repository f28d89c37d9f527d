import type { SettingDesign, SettingType } from "../design/schema.js";
import type { KnownType, Root, ValueType } from "./jinja/index.js";

/** The root `config` of templates, with the types of the settings. */
export function configRoot(settings: readonly SettingDesign[], code: string): Root {
  return { code, type: "object", typeOf: (path) => knownType(settings, path) };
}

function knownType(settings: readonly SettingDesign[], [name, ...rest]: readonly string[]): KnownType | undefined {
  const setting = settings.find((one) => one.name === name);
  if (setting === undefined) return undefined;
  const isOptional = setting.isOptional === true && setting.default === undefined;
  if (rest.length > 0) {
    if (setting.type.is !== "object") return undefined; // a choice is read without the compiler's help
    const inner = knownType(setting.type.settings, rest);
    return inner === undefined ? undefined : { ...inner, isOptional: isOptional || inner.isOptional === true };
  }
  return {
    type: valueType(setting.type),
    isOptional,
    isPlainText: setting.type.is === "string" && setting.type.format !== undefined,
  };
}

function valueType(type: SettingType): ValueType {
  if (type.is === "enum") return "string";
  return type.is === "choice" ? "object" : type.is;
}
