import { isJsonObject } from "@sluice/core/json";
import { SourceError } from "../source/program.js";
import { entryOf, type StreamEntry } from "../state/connection-state.js";
import { streamKey, streamLabel } from "../streams/stream.js";
import type { Table } from "../tables/table.js";
import { typeOf } from "../tables/types.js";
import { changedKey, type PlannedStream } from "./plan.js";
import { cannotRecognize } from "./recognize.js";
import { configured, type StreamRequest } from "./stream-request.js";
import type { Known, Prepared, SyncRequest } from "./sync-request.js";
import type { Warnings } from "./warnings.js";

/** The streams to reconcile, and what is known of them. */
interface Reconciled extends Pick<Known, "state" | "columns"> {
  readonly requests: readonly StreamRequest[];
}

/**
 * Plans to read streams in full that are otherwise read incrementally, for their keys only. No state is passed to the source, and
 * those that are saved stay.
 *
 * @throws SourceError if a stream that the user named cannot be reconciled.
 */
export async function prepareReconciling(
  request: SyncRequest,
  { requests, state, columns }: Reconciled,
  warnings: Warnings,
): Promise<Prepared> {
  const planned: PlannedStream[] = [];
  for (const stream of requests) {
    const entry = entryOf(state, streamKey(stream));
    const reason = await whyNot(stream, entry, { schema: request.schema, columns });
    if (reason === undefined && entry !== undefined) planned.push(plannedFor(stream, entry, request));
    else skip(stream, reason, { named: request.named ?? [], warnings });
  }
  if (planned.length === 0)
    warnings.add("No stream was reconciled: none that is read incrementally has a key and rows.");
  const modes = new Map(planned.map(({ table }) => [table.stream, table.mode]));
  return { planned, resumption: { modes, resumed: new Set(), warnings: [] }, from: state, state };
}

/** Why a stream cannot be reconciled, and what to do. */
async function whyNot(
  { key, deletes, isIncremental }: StreamRequest,
  entry: StreamEntry | undefined,
  { schema, columns }: Pick<SyncRequest, "schema"> & Pick<Reconciled, "columns">,
): Promise<string | undefined> {
  if (deletes === "keep") return "its setting deletes is keep";
  if (!isIncremental) return "each sync reads it in full; what happens to deleted rows then is its setting deletes";
  if (key.length === 0) return "it has no key, so its rows cannot be recognized. Set it with --key, and sync it again";
  const isLoaded = entry?.schema === schema && entry.loaded > 0;
  const isThere = isLoaded && (await columns({ schema, name: entry.table })).length > 0;
  return isThere ? undefined : `it has no rows in ${schema} yet. Sync it first`;
}

function skip(
  stream: StreamRequest,
  reason: string | undefined,
  { named, warnings }: { readonly named: readonly string[]; readonly warnings: Warnings },
): void {
  const label = streamLabel(stream);
  if (named.includes(label) || named.includes(stream.name)) {
    throw new SourceError(`Cannot reconcile ${label}: ${reason}.`);
  }
  if (stream.deletes !== "keep" && stream.isIncremental) warnings.add(`${label} is not reconciled: ${reason}.`);
}

function plannedFor(request: StreamRequest, entry: StreamEntry, { allowEmpty, schema }: SyncRequest): PlannedStream {
  const { discovered, key, deletes, privacy } = request;
  const { isReadInFull } = discovered;
  const table: Table = {
    stream: streamKey(request),
    descriptor: { name: request.name, namespace: request.namespace },
    label: streamLabel(request),
    schema,
    name: entry.table,
    columns: formerColumns(request, entry),
    known: entry.columns,
    key,
    mode: "reconcile",
    deletes,
    absent: { how: deletes === "remove" ? "remove" : "mark", allowsNone: allowEmpty === true },
    formerKey: entry.formerKey,
  };
  return {
    table,
    changes: [],
    entry: configured({ ...request, syncMode: isReadInFull ? "full_refresh" : "incremental" }, table.mode),
    cursor: [],
    isResumable: false,
    failure: changedKey(table, entry, privacy) ?? cannotRecognize(table),
    privacy,
  };
}

/** The columns by which rows of version 1 are recognized; none where there are no such rows. */
function formerColumns({ discovered }: StreamRequest, { columns, formerKey = [] }: StreamEntry): Table["columns"] {
  const { properties } = discovered.facts.jsonSchema;
  const fields = new Map(isJsonObject(properties) ? Object.entries(properties) : []);
  return columns
    .filter(({ field, name }) => formerKey.includes(name) && fields.has(field))
    .map(({ field, name }) => ({ field, name, type: typeOf(fields.get(field)) }));
}
