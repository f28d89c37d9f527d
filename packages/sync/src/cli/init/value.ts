import { isJsonObject, type JsonValue } from "@sluice/core/json";
import type { Field, Kind } from "./field.js";

/** What a person typed is no value of the field. The message says how one looks, and never what was typed. */
export class UnfitValue extends Error {
  override readonly name = "UnfitValue";
}

/** What a person typed, as the config has it. @throws UnfitValue */
export function valueIn(text: string, { kind }: Pick<Field, "kind">): JsonValue {
  switch (kind.is) {
    case "text":
      return fitting(text, kind);
    case "number":
      return numberIn(text, kind);
    case "yes or no":
      if (/^(true|yes)$/i.test(text)) return true;
      if (/^(false|no)$/i.test(text)) return false;
      throw new UnfitValue("It must be true or false.");
    case "choice": {
      const chosen = kind.values.find((value) => String(value) === text);
      if (chosen === undefined) throw new UnfitValue(`It must be one of ${kind.values.map(String).join(", ")}.`);
      return chosen;
    }
    case "list":
      return listIn(text, kind);
    case "fixed":
      if (String(kind.value) === text) return kind.value;
      throw new UnfitValue(`It can only be ${String(kind.value)}.`);
    case "group":
    case "one of": {
      const value = jsonIn(text);
      if (isJsonObject(value)) return value;
      throw new UnfitValue("It must be a JSON object.");
    }
    case "other":
      return jsonIn(text);
  }
}

function fitting(text: string, { pattern, looksLike }: Kind & { is: "text" }): string {
  if (pattern === undefined || isReference(text) || matches(text, pattern)) return text;
  throw new UnfitValue(`It must look like ${looksLike ?? pattern}.`);
}

/** A pattern that this machine does not understand is for the connector to judge by. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function numberIn(text: string, { isWhole, least, most }: Kind & { is: "number" }): number {
  const number = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(number) && (!isWhole || Number.isSafeInteger(number));
  if (isNumber && number >= (least ?? -Infinity) && number <= (most ?? Infinity)) return number;
  const limits = [least === undefined ? "" : ` from ${least}`, most === undefined ? "" : ` up to ${most}`].join("");
  throw new UnfitValue(`It must be a ${isWhole ? "whole " : ""}number${limits}.`);
}

/** `a,b`, or a JSON array where a part has a comma in it. */
function listIn(text: string, { of }: Kind & { is: "list" }): JsonValue {
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
    throw new UnfitValue("It must be JSON."); // the parser's own message quotes it
  }
}

/** Whether it stands for an environment variable: `${NAME}`. */
export function isReference(text: string): boolean {
  return /^\$\{[A-Za-z_]\w*\}$/.test(text);
}
