import type { JsonObject, JsonValue } from "@sluice/core";

/** How the records of a stream differ. */
export interface RecordDifference {
  /** Sentences; none if the records are equal. */
  readonly problems: readonly string[];
  /** The names of the allowed differences that occurred. */
  readonly allowed: readonly string[];
}

/** Some cursors of airbyte-cdk read the same list once for each window of time, although no request has a time. */
export const REPEATED = "the same records again";

/** Compares records as a multiset: order does not count. */
export function compareRecords(theirs: readonly JsonObject[], ours: readonly JsonObject[]): RecordDifference {
  const left = counted(theirs);
  const extra: JsonObject[] = [];
  for (const record of ours) {
    const text = canonical(record);
    const known = left.get(text);
    if (known === undefined) extra.push(record);
    else if (known.count === 1) left.delete(text);
    else left.set(text, { ...known, count: known.count - 1 });
  }
  const missing = [...left.values()];
  if (missing.length === 0 && extra.length === 0) return { problems: [], allowed: [] };
  const known = new Set(ours.map(canonical));
  const isRepeated = extra.length === 0 && missing.every(({ record }) => known.has(canonical(record)));
  if (isRepeated) return { problems: [], allowed: [REPEATED] };
  const counts = `${theirs.length} records of airbyte-cdk, ${ours.length} of Sluice`;
  return { problems: [`${counts}: ${firstDifference(missing[0]?.record, extra[0])}`], allowed: [] };
}

function counted(records: readonly JsonObject[]): Map<string, { readonly record: JsonObject; readonly count: number }> {
  const found = new Map<string, { readonly record: JsonObject; readonly count: number }>();
  for (const record of records) {
    const text = canonical(record);
    found.set(text, { record, count: (found.get(text)?.count ?? 0) + 1 });
  }
  return found;
}

function firstDifference(their: JsonObject | undefined, our: JsonObject | undefined): string {
  if (their === undefined) return `one more of Sluice: ${canonical(our ?? {}).slice(0, 200)}`;
  if (our === undefined) return `one more of airbyte-cdk: ${canonical(their).slice(0, 200)}`;
  const names = [...new Set([...Object.keys(their), ...Object.keys(our)])];
  const different = names.filter((name) => canonical(their[name]) !== canonical(our[name]));
  const shown = different.slice(0, 3).map((name) => `${name} is ${short(their[name])} and ${short(our[name])}`);
  return `first difference: ${shown.join("; ")}`;
}

function short(value: JsonValue | undefined): string {
  return value === undefined ? "missing" : canonical(value).slice(0, 100);
}

/** JSON with sorted keys; numbers by value. */
export function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "missing";
  const fields = Object.entries(value as JsonObject).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
