import type { QueryValue } from "@sluice/core";
import { literal } from "./literal.js";
import { text } from "./text.js";

/** A value as a parameter of a request: lists repeat it, other values are texts, and nothing is sent for an empty one. */
export function parameter(value: unknown): QueryValue {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "number") return value;
  const read = typeof value === "string" && /^\s*['"[]/.test(value) ? literal(value) : value;
  if (Array.isArray(read)) return read.map((item) => (typeof item === "number" ? item : text(item)));
  return typeof read === "string" ? read : text(value);
}
