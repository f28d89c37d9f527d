import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { InputError } from "../../design/report.js";
import { type Component, isComponent, listOf } from "./component.js";
import type { JsonValue } from "./json.js";

/** The manifest in a file, as it is written. @throws InputError */
export async function loadManifest(file: string): Promise<Component> {
  const manifest = parsed(await contentOf(file), file);
  const isManifest = isComponent(manifest) && ("streams" in manifest || "dynamic_streams" in manifest);
  if (!isManifest)
    throw new InputError(
      `Cannot use the manifest ${file}: it has neither "streams" nor "dynamic_streams". Pass an Airbyte low-code manifest.`,
    );
  if (listOf(manifest["streams"]).length === 0 && listOf(manifest["dynamic_streams"]).length === 0)
    throw new InputError(`Cannot use the manifest ${file}: its list of streams is empty. Add a stream to it first.`);
  return manifest;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError(`Cannot read the manifest ${file}: ${firstLine(cause)}. Check the path.`, { cause });
  }
}

/** Airbyte reads YAML 1.1, where `yes` is true and `<<` merges. */
function parsed(text: string, file: string): JsonValue {
  try {
    return plain(parse(text, { version: "1.1", merge: true, uniqueKeys: false, maxAliasCount: -1, logLevel: "error" }));
  } catch (cause) {
    throw new InputError(`Cannot read the manifest ${file}: ${firstLine(cause)}. Write valid YAML or JSON.`, { cause });
  }
}

/** YAML has dates and keys that are not texts; JSON has neither. */
function plain(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return dateText(value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return (value ?? null) as JsonValue;
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(entries.map(([name, part]) => [String(name), plain(part)]));
}

function dateText(date: Date): string {
  return date.toISOString().replace("T00:00:00.000Z", "").replace(".000Z", "Z");
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0]?.replace(/[.:]$/, "") ?? "";
}
