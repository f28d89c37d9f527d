import type { JsonObject } from "@sluice/core/json";
import { type ConnectionState, entryOf, type StreamEntry } from "../state/connection-state.js";
import type { Resumption } from "../state/resume.js";
import { type KeyPath, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { namesFor } from "../tables/names.js";
import { columnsOf, evolve, type SchemaChange, type Table } from "../tables/table.js";
import { configured, type StreamRequest } from "./stream-request.js";

/** A stream of a sync: what the source is asked for, and where its records go. */
export interface PlannedStream {
  readonly table: Table;
  /** How its schema differs from its table. */
  readonly changes: readonly SchemaChange[];
  readonly entry: JsonObject;
  /** Whether a state can cover it. */
  readonly isResumable: boolean;
  /** Why it cannot be loaded; undefined if it can. */
  readonly failure: string | undefined;
  /** The parents that the last sync skipped; undefined where the table may be replaced whatever is skipped now. */
  readonly skippedBefore?: readonly string[] | undefined;
}

export interface PlanOptions {
  readonly schema: string;
  readonly resumption: Resumption;
  /** The columns that a stream's table has now. */
  readonly present: ReadonlyMap<StreamKey, readonly string[]>;
  /** The user asked for a full refresh. */
  readonly isFullRefresh?: boolean | undefined;
}

/** Plans the tables of a sync, all in one schema. */
export function plan(
  requests: readonly StreamRequest[],
  state: ConnectionState,
  { schema, resumption, present, isFullRefresh }: PlanOptions,
): readonly PlannedStream[] {
  const tables = tableNames(requests, state);
  return requests.map((request) => {
    const stream = streamKey(request);
    const entry = entryOf(state, stream);
    const before = entry?.schema === schema ? entry.columns : [];
    const columns = columnsOf(request.discovered.facts.jsonSchema, entry?.columns ?? [], present.get(stream) ?? []);
    const mode = resumption.modes.get(stream) ?? "replace";
    const { known, changes } = evolve(before, columns, mode);
    const table: Table = {
      stream,
      descriptor: { name: request.name, namespace: request.namespace },
      label: streamLabel(request),
      schema,
      name: tables.get(stream) ?? request.name,
      columns,
      known,
      key: request.key,
      mode,
      formerKey: entry?.formerKey,
    };
    return {
      table,
      changes,
      entry: configured(request, mode),
      isResumable: request.isResumable,
      failure: changedKey(table, entry),
      skippedBefore: keepsRows(table, entry) && !isFullRefresh ? (entry?.skippedParents ?? []) : undefined,
    };
  });
}

/** A namespace is in the table's name only where streams of one name meet. Names of streams that have vanished stay taken. */
function tableNames(requests: readonly StreamRequest[], state: ConnectionState): ReadonlyMap<StreamKey, string> {
  const known = new Map(state.streams.map((entry) => [streamKey(entry), entry.table]));
  const wishes = new Map<string, string>(
    requests.map((request) => {
      const { name, namespace } = request;
      const isAlone = requests.every((other) => other === request || other.name !== name);
      return [streamKey(request), isAlone || namespace === undefined ? name : `${namespace}__${name}`];
    }),
  );
  const names = namesFor([...wishes.keys()], { known, wish: (stream) => wishes.get(stream) ?? stream });
  return new Map(requests.map((request) => [streamKey(request), names.get(streamKey(request)) ?? request.name]));
}

/** Whether a table that is replaced has rows which a skipped parent would lose. */
function keepsRows({ mode, schema }: Table, entry: StreamEntry | undefined): boolean {
  return mode === "replace" && entry?.schema === schema && entry.loaded > 0;
}

function changedKey({ schema, name, label, key, mode }: Table, entry: StreamEntry | undefined): string | undefined {
  if (entry === undefined || entry.loaded === 0 || mode === "replace") return undefined;
  if (JSON.stringify(entry.key) === JSON.stringify(key)) return undefined;
  return (
    `The key of ${schema}.${name} was ${keyLabel(entry.key)}, and the source's is ${keyLabel(key)} now: rows cannot be merged by it. ` +
    `Read the stream in full: --full-refresh --streams ${label}`
  );
}

/** A key as written on the command line. */
export function keyLabel(key: readonly KeyPath[]): string {
  return key.length === 0 ? "none" : key.map((path) => path.join(".")).join(", ");
}
