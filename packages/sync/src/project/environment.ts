import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { isJsonObject, type JsonValue } from "@sluice/core/json";
import { ProjectError } from "./error.js";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process' environment and, for what is not in it, the `.env` file of the folder, if there is one. */
export async function environmentOf(folder: string, environment: Environment = process.env): Promise<Environment> {
  const text = await readFile(join(folder, ".env"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new ProjectError(`.env cannot be read: ${error.message}`);
  });
  return { ...parseEnv(text), ...environment };
}

/**
 * Puts the environment's values in the place of `${NAME}`, in every text of a config; `$${` stands for `${`.
 *
 * @throws ProjectError that names the variables that are not set, all of them.
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
    `The config refers to ${names}, which ${missing.size > 1 ? "are" : "is"} not set. Set it in the environment, or in .env.`,
  );
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
