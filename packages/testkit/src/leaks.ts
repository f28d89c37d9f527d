import { type AnySource, connectionSpecification, type JsonObject } from "@sluice/core";
import type { Output } from "./output.js";

/**
 * The secrets of a config that show in an output, by field name; also URL-encoded, JSON-escaped and in base64, alone or as
 * the pair of a Basic header. Written apart from the SDK's redaction, which it checks.
 */
export function leaks(source: AnySource, config: JsonObject, output: Output): string[] {
  const fields = connectionSpecification(source)["properties"] as Record<string, JsonObject>;
  const text = `${output.stdout}\n${output.stderr}`;
  return Object.entries(fields)
    .filter(([, field]) => field["airbyte_secret"] === true)
    .filter(([name]) => formsOf(String(config[name] ?? ""), config).some((form) => form !== "" && text.includes(form)))
    .map(([name]) => name);
}

function formsOf(secret: string, config: JsonObject): string[] {
  if (secret === "") return [];
  const pairs = Object.values(config).flatMap((other) => [`${String(other)}:${secret}`, `${secret}:${String(other)}`]);
  const base64 = [secret, `${secret}:`, ...pairs].map((text) =>
    Buffer.from(text).toString("base64").replace(/=+$/, ""),
  );
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64];
}
