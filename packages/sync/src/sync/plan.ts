import type { JsonObject } from "@sluice/core/json";
import { DestinationError, type Memory } from "../destinations/destination.js";
import { configured, type DiscoveredStream } from "../source/program.js";
import { streamKey, type Table, tablesOf, type WriteMode } from "../tables/table.js";

/** What is to be read, and where it goes. */
export interface Plan {
  readonly tables: readonly Table[];
  /** What the source is asked for, by stream. */
  readonly entries: ReadonlyMap<string, JsonObject>;
  /** The streams that go on from their state. */
  readonly goingOn: ReadonlySet<string>;
}

/**
 * A stream that can go on from a state is merged by its key, or appended where it has none. Everything else is replaced: streams
 * that can only be read whole, everything if that is wished, and rows without a key that no state covers, which would come twice.
 *
 * @throws DestinationError where a merged table has another key than before.
 */
export function plan(
  streams: readonly DiscoveredStream[],
  memory: Memory,
  { schema, fullRefresh }: { readonly schema: string; readonly fullRefresh: boolean },
): Plan {
  const goingOn = new Set<string>();
  const modes = new Map<string, WriteMode>();
  for (const { facts, isIncremental } of streams) {
    const stream = streamKey(facts.name, facts.namespace);
    const past = memory.streams.get(stream);
    const hasState = past?.state !== undefined || memory.shared !== undefined;
    const isKeyed = facts.primaryKey.length > 0;
    const canAdd = isIncremental && !fullRefresh && (isKeyed || hasState || (past?.landed ?? 0) === 0);
    modes.set(stream, canAdd ? "merge" : "replace");
    if (canAdd && hasState) goingOn.add(stream);
  }
  const known = new Map([...memory.streams].filter(([, { table }]) => table !== ""));
  const tables = tablesOf(
    streams.map(({ facts }) => facts),
    { schema, mode: (stream) => modes.get(stream) ?? "replace", known },
  );
  for (const table of tables) assertSameKey(table, memory);
  const entries = new Map(
    streams.map((stream, index) => [
      streamKey(stream.facts.name, stream.facts.namespace),
      configured(stream, WRITES[tables[index]?.mode ?? "replace"]),
    ]),
  );
  return { tables, entries, goingOn };
}

const WRITES: Readonly<Record<WriteMode, string>> = { replace: "overwrite", merge: "append_dedup", append: "append" };

function assertSameKey({ stream, schema, name, key, mode }: Table, { streams }: Memory): void {
  const past = streams.get(stream);
  if (past === undefined || past.landed === 0 || mode === "replace") return;
  if (JSON.stringify(past.key) === JSON.stringify(key)) return;
  const said = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
  throw new DestinationError(
    `The key of ${schema}.${name} was ${said(past.key)}, and the source's is ${said(key)} now: rows cannot be merged by it. ` +
      `Read the stream anew: --full-refresh --streams ${stream}`,
  );
}
