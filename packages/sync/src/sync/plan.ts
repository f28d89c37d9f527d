import type { JsonObject } from "@sluice/core/json";
import { changedKeyHash, privacyAfter } from "../private-columns/history.js";
import type { PrivateColumns } from "../private-columns/private-columns.js";
import { type ConnectionState, entryOf, type StreamEntry } from "../state/connection-state.js";
import type { Resumption } from "../state/resume.js";
import { type KeyPath, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { namesFor } from "../tables/names.js";
import { columnsOf, evolve, isReplaced, type KnownColumn, type SchemaChange, type Table } from "../tables/table.js";
import { absentRows, cannotRecognize } from "./recognize.js";
import { configured, type StreamRequest } from "./stream-request.js";

/** A stream of a sync: what the source is asked for, and where its records go. */
export interface PlannedStream {
  readonly table: Table;
  /** How its schema differs from its table. */
  readonly changes: readonly SchemaChange[];
  readonly entry: JsonObject;
  /** The field that an incremental read follows; empty for any other. */
  readonly cursor: KeyPath;
  /** Whether a state can cover it. */
  readonly isResumable: boolean;
  /** Why it cannot be loaded; undefined if it can. */
  readonly failure: string | undefined;
  /** The parents that the last sync skipped; undefined where the table may be replaced whatever is skipped now. */
  readonly skippedBefore?: readonly string[] | undefined;
  /** Undefined where no column is private. */
  readonly privacy?: PrivateColumns | undefined;
}

export interface PlanOptions {
  readonly schema: string;
  readonly resumption: Resumption;
  /** The columns that a stream's table has now. */
  readonly present: ReadonlyMap<StreamKey, readonly string[]>;
  /** The user asked for a full refresh. */
  readonly isFullRefresh?: boolean | undefined;
  /** The user asked for a part of the records. */
  readonly isLimited?: boolean | undefined;
  /** As `AbsentRows.allowsNone`. */
  readonly allowsNone?: boolean | undefined;
}

/** Plans the tables of a sync, all in one schema. */
export function plan(
  requests: readonly StreamRequest[],
  state: ConnectionState,
  { schema, resumption, present, isFullRefresh, ...options }: PlanOptions,
): readonly PlannedStream[] {
  const tables = tableNames(requests, state);
  return requests.map((request) => {
    const stream = streamKey(request);
    const entry = entryOf(state, stream);
    const before = entry?.schema === schema ? entry.columns : [];
    const { privacy, discovered } = request;
    const schemaNow = privacy?.schemaOf(discovered.facts.jsonSchema) ?? discovered.facts.jsonSchema;
    const columns = columnsOf(schemaNow, entry?.columns ?? [], present.get(stream) ?? []);
    const mode = resumption.modes.get(stream) ?? "replace";
    const absent = absentRows(request, mode, options);
    const { known, changes } = evolve(before, columns, absent === undefined ? mode : "merge");
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
      deletes: request.deletes,
      absent,
      formerKey: entry?.formerKey,
      privacy: addsToRows({ schema, mode, absent }, entry) ? privacyAfter(entry?.privacy, privacy) : privacy?.record,
    };
    return {
      table,
      changes: changes.filter(({ kind, column }) => kind !== "vanished" || !isPrivate(column, before, privacy)),
      entry: configured(request, mode),
      cursor: request.syncMode === "incremental" ? request.cursor : [],
      isResumable: request.isResumable,
      failure: changedKey(table, entry, privacy) ?? cannotRecognize(table),
      skippedBefore: keepsRows(table, entry) && !isFullRefresh ? (entry?.skippedParents ?? []) : undefined,
      privacy,
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
function keepsRows(table: Table, entry: StreamEntry | undefined): boolean {
  return isReplaced(table) && entry?.schema === table.schema && entry.loaded > 0;
}

/** Whether the rows of earlier syncs stay in the table. */
function addsToRows(table: Pick<Table, "schema" | "mode" | "absent">, entry: StreamEntry | undefined): boolean {
  return !isReplaced(table) && entry?.schema === table.schema && entry.loaded > 0;
}

/** A column that is excluded has not vanished from the schema. */
function isPrivate(column: string, before: readonly KnownColumn[], privacy: PrivateColumns | undefined): boolean {
  const field = before.find(({ name }) => name === column)?.field;
  return field !== undefined && privacy?.isExcluded(field) === true;
}

/** Why rows cannot be matched with records: by another key, or one that is hashed in another way, they have other ids. */
export function changedKey(
  table: Table,
  entry: StreamEntry | undefined,
  privacy: PrivateColumns | undefined,
): string | undefined {
  const { schema, name, label, key, deletes } = table;
  if (entry === undefined || entry.loaded === 0 || isReplaced(table)) return undefined;
  if (JSON.stringify(entry.key) === JSON.stringify(key)) return changedKeyHash(table, entry.privacy, privacy);
  const replacing = deletes === undefined || deletes === "remove" ? "" : ` --deletes ${label}=remove`;
  return (
    `The key of ${schema}.${name} was ${keyLabel(entry.key)}, and the source's is ${keyLabel(key)} now: rows cannot be merged by it. ` +
    `Read the stream in full: --full-refresh --streams ${label}${replacing}`
  );
}

/** A key as written on the command line. */
export function keyLabel(key: readonly KeyPath[]): string {
  return key.length === 0 ? "none" : key.map((path) => path.join(".")).join(", ");
}
