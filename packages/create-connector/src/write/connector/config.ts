import type { Design } from "../../design/design.js";
import type { ChoiceForm, SettingDesign, SettingType } from "../../design/schema.js";
import { keyOf, objectOf, quoted } from "./code-text.js";
import { SourceFile } from "./source-file.js";
import { patternCode } from "./values.js";

/** `src/config.ts`: the settings as one zod object. */
export function configFile(settings: Design["settings"]): string {
  const file = new SourceFile("src/config.ts");
  file.line('import * as z from "zod";');
  const members = settings.map((setting) => memberCode(setting, file));
  return file.text(`export const config = z.looseObject({
${members.join("\n")}
});

export type Config = z.infer<typeof config>;
`);
}

function memberCode(setting: SettingDesign, file: SourceFile): string {
  return `${keyOf(setting.name)}: ${settingCode(setting, file)},`;
}

function settingCode(setting: SettingDesign, file: SourceFile): string {
  const { type, isSecret = false, isOptional = false } = setting;
  const meta = objectOf([
    ["title", quoted(setting.title.trim() || setting.name)],
    ["description", quoted(setting.description.trim() || `Where a user finds it: say so here.`)],
    ["airbyte_secret", isSecret && !isShort(setting) ? "true" : undefined],
    ["examples", setting.example === undefined || isSecret ? undefined : `[${JSON.stringify(setting.example)}]`],
  ]);
  const optional = isOptional && setting.default === undefined ? ".optional()" : "";
  if (isShort(setting)) return `${file.core(isSecret ? "secret" : "setting")}(${meta})${optional}`;
  const usual = setting.default === undefined ? "" : `.default(${JSON.stringify(setting.default)})`;
  return `${typeCode(type, file)}${usual}.meta(${meta})${optional}`;
}

/** Whether it is a text as core declares it. */
function isShort({ type, default: usual }: SettingDesign): boolean {
  return type.is === "string" && type.pattern === undefined && type.format === undefined && usual === undefined;
}

function typeCode(type: SettingType, file: SourceFile): string {
  switch (type.is) {
    case "string":
      return stringCode(type);
    case "integer":
    case "number":
      return `z.${type.is === "integer" ? "int" : "number"}()${bound("min", type.minimum)}${bound("max", type.maximum)}`;
    case "boolean":
      return "z.boolean()";
    case "enum":
      return `z.enum(${JSON.stringify(type.values)})`;
    case "array":
      return `z.array(${typeCode(type.of, file)})`;
    case "object":
      return objectCode(type.settings, file);
    case "choice":
      return `z.discriminatedUnion(${quoted(type.by)}, [${type.forms.map((form) => formCode(form, type.by, file)).join(", ")}])`;
  }
}

function stringCode({ pattern, format }: Extract<SettingType, { is: "string" }>): string {
  if (pattern !== undefined && isPattern(pattern)) return `z.string().regex(${patternCode(pattern)})`;
  if (format === "date") return "z.iso.date()";
  return format === "date-time" ? "z.iso.datetime({ offset: true })" : "z.string().min(1)";
}

/** A pattern of another dialect is left out: the API will say what does not fit. */
function isPattern(pattern: string): boolean {
  try {
    return patternCode(pattern) !== "";
  } catch {
    return false;
  }
}

function objectCode(settings: readonly SettingDesign[], file: SourceFile): string {
  return `z.looseObject({ ${settings.map((setting) => memberCode(setting, file)).join("\n")} })`;
}

function formCode({ value, title, settings }: ChoiceForm, by: string, file: SourceFile): string {
  const own = settings.filter(({ name }) => name !== by).map((setting) => memberCode(setting, file));
  return `z.looseObject({ ${keyOf(by)}: z.literal(${quoted(value)}), ${own.join("\n")} }).meta({ title: ${quoted(title)} })`;
}

function bound(method: string, value: number | undefined): string {
  return value === undefined ? "" : `.${method}(${value})`;
}
