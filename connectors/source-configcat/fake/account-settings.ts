import type { JsonObject } from "@sluice/core";
import { before, cycled, DAY_MS, NOW, uuid } from "./account-ids.js";
import type { Scalar, Setting, SettingType, Tag, Variation } from "./account-types.js";

interface Owner {
  readonly configId: string;
  readonly name: string;
  /** As in the plan: `isDarkModeEnabled maxItems:int theme:string!`. */
  readonly keys: string;
}

let count = 0;

/** The settings of one config, made from its keys; ids run on over the whole account. */
export function settingsOf(config: Owner, tags: readonly Tag[]): readonly Setting[] {
  return config.keys.split(" ").map((text, position) => setting(config, text, { position, index: count++, tags }));
}

interface Place {
  readonly position: number;
  readonly index: number;
  readonly tags: readonly Tag[];
}

function setting(config: Owner, text: string, { position, index, tags }: Place): Setting {
  const [, key = "", kind = "boolean", predefined = ""] = /^(\w+)(?::(\w+))?(!?)$/.exec(text) ?? [];
  const isJson = kind === "json";
  const type = isJson ? "string" : (kind as SettingType);
  const variations = predefined === "" ? [] : variationsOf(`${config.configId} ${key}`, type);
  const own = tags.filter((_, tag) => index % 3 === tag);
  const core = {
    settingId: 88_101 + index,
    key,
    name: titleOf(key),
    hint: index % 3 === 0 ? null : `See the handbook, § ${index}`,
    settingType: type,
    isJson,
    order: orderOf(position),
    createdAt: createdAt(index),
  };
  const record = {
    ...core,
    configId: config.configId,
    configName: config.name,
    tags: own.map((tag) => tag.record),
    predefinedVariations: variations.map((variation) => variation.record),
  };
  return { id: core.settingId, index, key, type, isJson, variations, tags: own, core, record };
}

/** Two settings of a config may claim the same place: here the second and the third. */
function orderOf(position: number): number {
  return position === 2 ? 1 : position;
}

/** Some old settings have no date; the others' dates have any number of fraction digits. */
function createdAt(index: number): string | null {
  if (index % 20 === 10) return null;
  const moment = before(NOW, (700 - index * 9) * DAY_MS + index * 7_919_113);
  return index % 2 === 0 ? moment.replace("Z", "4567Z") : moment.replace(/\.\d+Z$/, "Z");
}

/** `maxCartItems` → "Max cart items". */
function titleOf(key: string): string {
  const words = key.replace(/[A-Z]+[0-9]*/g, (capitals) => ` ${capitals.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function variationsOf(owner: string, type: SettingType): readonly Variation[] {
  const names = ["Standard", null, "Nacht 🌙"] as const;
  return names.map((name, number) => {
    const id = uuid(`variation ${owner} ${number}`);
    const value = variedValue({ type, isJson: false }, number);
    const hint = number === 0 ? "For everybody without a rule" : null;
    return { id, value, record: { value: typedValue(value, type), name, hint, predefinedVariationId: id } };
  });
}

/** A value that fits a setting; the same number gives the same value. */
export function variedValue({ type, isJson }: Pick<Setting, "type" | "isJson">, number: number): Scalar {
  if (type === "boolean") return number % 2 === 1;
  if (isJson) return JSON.stringify({ items: ["a", "ü"].slice(0, 1 + (number % 2)), limit: number });
  if (type === "string") return cycled(["light", "dark", "日本語", 'with "quotes" and \\', ""], number);
  return type === "int" ? number * 5 + 10 : Math.round(number * 35 + 10) / 100;
}

/** A value as v2 writes it: four keys of which one is set. */
export function typedValue(value: Scalar, type: SettingType): JsonObject {
  return {
    boolValue: type === "boolean" ? value : null,
    stringValue: type === "string" ? value : null,
    intValue: type === "int" ? value : null,
    doubleValue: type === "double" ? value : null,
  };
}
