import { isJsonObject, type JsonValue } from "@sluice/core/json";
import type { SettingField, SettingKind } from "./field.js";

/** A typed text is not a value of the field. The message describes a valid one and never quotes the text. */
export class UnfitValue extends Error {
  override readonly name = "UnfitValue";
}

/** The value of a typed text. @throws UnfitValue */
export function valueIn(text: string, { kind }: Pick<SettingField, "kind">): JsonValue {
  switch (kind.is) {
    case "text":
      return fitting(text, kind);
    case "number":
      return numberIn(text, kind);
    case "yes or no":
      if (/^(true|yes)$/i.test(text)) return true;
      if (/^(false|no)$/i.test(text)) return false;
      throw new UnfitValue("Enter true or false.");
    case "choice": {
      const chosen = kind.values.find((value) => String(value) === text);
      if (chosen === undefined) throw new UnfitValue(`Enter one of ${kind.values.map(String).join(", ")}.`);
      return chosen;
    }
    case "list":
      return listIn(text, kind);
    case "fixed":
      if (String(kind.value) === text) return kind.value;
      throw new UnfitValue(`The only value is ${String(kind.value)}.`);
    case "group":
    case "one of": {
      const value = jsonIn(text);
      if (isJsonObject(value)) return value;
      throw new UnfitValue("Enter a JSON object.");
    }
    case "other":
      return jsonIn(text);
  }
}

function fitting(text: string, { pattern, looksLike }: SettingKind & { is: "text" }): string {
  if (pattern === undefined || isReference(text) || matches(text, pattern)) return text;
  throw new UnfitValue(`Enter a value that looks like ${looksLike ?? pattern}.`);
}

/** A pattern that this engine cannot compile is left to the connector. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function numberIn(text: string, { isWhole, least, most }: SettingKind & { is: "number" }): number {
  const number = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(number) && (!isWhole || Number.isSafeInteger(number));
  if (isNumber && number >= (least ?? -Infinity) && number <= (most ?? Infinity)) return number;
  throw new UnfitValue(`Enter a ${isWhole ? "whole " : ""}number${limits(least, most)}.`);
}

function limits(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? "" : ` of at most ${most}`;
  return most === undefined ? ` of at least ${least}` : ` from ${least} to ${most}`;
}

/** `a,b`, or a JSON array where a part has a comma in it. */
function listIn(text: string, { of }: SettingKind & { is: "list" }): JsonValue {
  if (text.trim().startsWith("[")) {
    const value = jsonIn(text);
    if (Array.isArray(value)) return value;
  }
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return of === "text"
    ? parts
    : parts.map((part) => numberIn(part, { is: "number", isWhole: false, least: undefined, most: undefined }));
}

function jsonIn(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new UnfitValue("Enter JSON."); // the parser's own message quotes it
  }
}

/** Whether a text refers to an environment variable: `${NAME}`. */
export function isReference(text: string): boolean {
  return /^\$\{[A-Za-z_]\w*\}$/.test(text);
}
