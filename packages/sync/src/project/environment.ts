import { parseEnv } from "node:util";
import { isJsonObject, type JsonValue } from "@sluice/core/json";
import { isFileMissing, readNamed } from "../files/named-file.js";
import { ProjectError } from "./error.js";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process, completed by the `.env` file of the folder, if there is one. @throws FileError */
export async function environmentOf(folder: string, environment: Environment = process.env): Promise<Environment> {
  const text = await readNamed({ path: ".env", folder, what: "the environment file" }).catch((error: unknown) => {
    if (isFileMissing(error)) return "";
    throw error;
  });
  return { ...parseEnv(text), ...environment };
}

/**
 * Replaces `${NAME}` in every string of a config by the environment variable; `$${` is a literal `${`.
 *
 * @throws ProjectError that names all variables that are not set.
 */
export function filledIn<T extends JsonValue>(value: T, environment: Environment): T {
  const missing = new Set<string>();
  const filled = fill(value, (name) => {
    const found = environment[name];
    if (found === undefined) missing.add(name);
    return found ?? "";
  });
  if (missing.size === 0) return filled as T;
  const names = [...missing].join(", ");
  throw new ProjectError(
    `The config refers to ${names}, which ${missing.size > 1 ? "are" : "is"} not set. Set ${missing.size > 1 ? "them" : "it"} in the environment or in .env.`,
  );
}

/** Whether any string of a config refers to a variable. */
export function hasReference(value: JsonValue | undefined): boolean {
  return variablesIn(value ?? null).length > 0;
}

/** The names of the variables that a value refers to. */
export function variablesIn(value: JsonValue): readonly string[] {
  const found: string[] = [];
  fill(value, (name) => {
    found.push(name);
    return "";
  });
  return found;
}

/** A value as it must be written into a config, so that `filledIn` returns it. */
export function escaped<T extends JsonValue>(value: T): T {
  if (typeof value === "string") return value.replace(/\$\{(?=\w+\})/g, "$$$${") as T;
  if (Array.isArray(value)) return value.map(escaped) as T;
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, escaped(one)])) as T;
}

function fill(value: JsonValue, lookUp: (name: string) => string): JsonValue {
  if (typeof value === "string") {
    return value.replace(/\$?\$\{(\w+)\}/g, (all, name: string) =>
      all.startsWith("$$") ? all.slice(1) : lookUp(name),
    );
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, lookUp));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, lookUp)]));
}
