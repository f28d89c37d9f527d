import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core/json";

/** Names of settings that may hold a secret, or that change with each new token: nothing of these is stored, not even a hash, because a short one could be guessed. */
const SECRET = /token|secret|key|pass|pin\b|auth|cred|cert|private|signature|cookie|session|expir/i;

/** Names of settings that say how to read, and not which account. */
const READING = new Set(["concurrency", "checks", "limits"]);

/**
 * Identifies an account: the settings by name, hashed, without those that may be secret. It is kept with the states, which are
 * invalid for another account.
 *
 * @returns JSON text; undefined if no setting can be used.
 */
export function fingerprintOf(config: JsonObject | undefined): string | undefined {
  const fields = Object.entries(config ?? {}).filter(([name, value]) => !READING.has(name) && isUsable(name, value));
  if (fields.length === 0) return undefined;
  const hashes = fields.map(([name, value]) => [name, valueHash(value)] as const);
  return JSON.stringify(Object.fromEntries(hashes.sort(([one], [other]) => (one < other ? -1 : 1))));
}

/** @returns the names of the settings in which two fingerprints differ. */
export function changedSettings(before: string | undefined, now: string | undefined): readonly string[] {
  if (before === undefined || now === undefined || before === now) return [];
  const [old, current] = [JSON.parse(before) as JsonObject, JSON.parse(now) as JsonObject];
  const names = new Set([...Object.keys(old), ...Object.keys(current)]);
  return [...names].filter((name) => old[name] !== current[name]).sort();
}

function isUsable(name: string, value: JsonValue): boolean {
  return !SECRET.test(name) && !isJsonObject(value) && !Array.isArray(value) && value !== null;
}

function valueHash(value: JsonValue): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}
