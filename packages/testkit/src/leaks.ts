import type { JsonObject } from "@sluice/core";
import { type AnySource, connectionSpecification } from "@sluice/core/internal";
import type { Output } from "./output.js";

/** A config, and secrets that a read gets elsewhere, e.g. a token that the API hands out. */
export interface Secrets {
  readonly config: JsonObject;
  readonly secrets?: readonly string[];
}

/**
 * The secrets that show in an output, config fields by name; also URL-encoded, JSON-escaped and in base64, alone or as the pair of
 * a Basic header. Does not use the SDK's redaction, because it checks it. CONTROL messages are left out: a new config has its secrets.
 */
export function leaks(source: AnySource, { config, secrets = [] }: Secrets, output: Output): string[] {
  const fields = connectionSpecification(source)["properties"] as Record<string, JsonObject>;
  const shown = output.stdout.split("\n").filter((line) => !line.startsWith(CONTROL)); // it saves the new settings
  const text = `${shown.join("\n")}\n${output.stderr}`;
  const inConfig = Object.entries(fields)
    .filter(([, field]) => field["airbyte_secret"] === true)
    .map(([name]) => [name, String(config[name] ?? "")] as const);
  const handedOut = secrets.map((secret, index) => [`secrets[${index}] of the fake`, secret] as const);
  return [...inConfig, ...handedOut]
    .filter(([, secret]) => formsOf(secret, config).some((form) => form !== "" && text.includes(form)))
    .map(([name]) => name);
}

const CONTROL = '{"type":"CONTROL"';

function formsOf(secret: string, config: JsonObject): string[] {
  if (secret === "") return [];
  const pairs = Object.values(config).flatMap((other) => [`${String(other)}:${secret}`, `${secret}:${String(other)}`]);
  const base64 = [secret, `${secret}:`, ...pairs].map((text) =>
    Buffer.from(text).toString("base64").replace(/=+$/, ""),
  );
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64];
}
