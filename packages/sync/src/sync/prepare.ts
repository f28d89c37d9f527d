import { DestinationError, type TableName } from "../destinations/destination.js";
import { privacyWarnings } from "../private-columns/history.js";
import { unknownFields } from "../private-columns/unknown-fields.js";
import { type ConnectionState, entryOf, type StreamEntry, withoutRows } from "../state/connection-state.js";
import { withGivenStates } from "../state/given-states.js";
import { withNamespaces } from "../state/migrate.js";
import { resume } from "../state/resume.js";
import { selected } from "../streams/select.js";
import { type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { type PlannedStream, plan } from "./plan.js";
import { partOnlyText } from "./recognize.js";
import { prepareReconciling } from "./reconcile.js";
import { requestsFor, type StreamRequest } from "./stream-request.js";
import type { Known, Prepared, SyncRequest } from "./sync-request.js";
import type { Warnings } from "./warnings.js";

/**
 * Decides what is read, from where, and into which tables.
 *
 * @throws SourceError if the request names something that the source does not have; ResumeError if the state cannot be used for it.
 */
export async function prepare(request: SyncRequest, known: Known, warnings: Warnings): Promise<Prepared> {
  const { listed } = known;
  const facts = listed.map((stream) => stream.facts);
  const isFullRefresh = request.fullRefresh === true;
  const wishes = { settings: request.streamSettings, isFullRefresh, hashSalt: request.hashSalt };
  const requests = requestsFor(selected(listed, request), listed, wishes);
  for (const { warning } of requests) if (warning !== undefined) warnings.add(warning);
  const before = withNamespaces(known.state, facts);
  if (request.reconcile === true)
    return prepareReconciling(request, { requests, state: before, columns: known.columns }, warnings);
  const { state, present } = await withoutMissing(before, known.columns, warnings);
  const moved = withoutMoved(requests, state, { schema: request.schema, warnings });
  const from = request.state === undefined ? moved : withGivenStates(moved, request.state, { requests, warnings });
  const resumption = resume(requests, from, facts);
  if (request.limit !== undefined && requests.length > 1 && from.kind === "WHOLE" && resumption.resumed.size > 0) {
    throw new DestinationError(
      "--limit reads each stream by itself, but the source keeps one state for all of its streams, which cannot be split. " +
        "Leave --limit out, or use a connection of its own (--name NAME).",
    );
  }
  for (const warning of resumption.warnings) warnings.add(warning);
  const { schema, allowEmpty: allowsNone } = request;
  const isLimited = request.limit !== undefined;
  const planned = plan(requests, state, { schema, resumption, present, isFullRefresh, isLimited, allowsNone });
  for (const { table } of planned) {
    if (isLimited && table.absent !== undefined && table.deletes !== "keep") warnings.add(partOnlyText(table.label));
  }
  const read = new Set(planned.map(({ table }) => table.stream));
  for (const warning of unknownFields(request.streamSettings ?? new Map(), { listed: facts, read, state })) {
    warnings.add(warning);
  }
  warnOfPrivacy({ planned, state }, warnings);
  return { planned, resumption, from, state };
}

function warnOfPrivacy({ planned, state }: Pick<Prepared, "planned" | "state">, warnings: Warnings): void {
  for (const { table, privacy } of planned) {
    for (const warning of privacyWarnings(table, privacy, entryOf(state, table.stream))) warnings.add(warning);
  }
}

/** Forgets what was loaded into tables that are gone. */
async function withoutMissing(
  before: ConnectionState,
  columns: Known["columns"],
  warnings: Warnings,
): Promise<{ readonly state: ConnectionState; readonly present: ReadonlyMap<StreamKey, readonly string[]> }> {
  let state = before;
  const present = new Map<StreamKey, readonly string[]>();
  for (const entry of before.streams) {
    const names = await columns(tableOf(entry));
    present.set(streamKey(entry), names);
    if (names.length > 0 || (entry.loaded === 0 && entry.state === undefined)) continue;
    state = withoutRows(state, streamKey(entry));
    warnings.add(`The table ${entry.schema}.${entry.table} is gone: ${streamLabel(entry)} is read from the beginning.`);
  }
  return { state, present };
}

function tableOf({ schema, table }: StreamEntry): TableName {
  return { schema, name: table };
}

/** A state belongs to its table: a stream that is loaded into another schema now begins there without one. */
function withoutMoved(
  requests: readonly StreamRequest[],
  state: ConnectionState,
  { schema, warnings }: { readonly schema: string; readonly warnings: Warnings },
): ConnectionState {
  const moved = requests
    .flatMap((request) => entryOf(state, streamKey(request)) ?? [])
    .filter((entry) => entry.schema !== schema);
  if (moved.length === 0) return state;
  const schemas = [...new Set(moved.map((entry) => entry.schema))].join(", ");
  warnings.add(
    `The tables were in the schema ${schemas} before. In ${schema} they are loaded from the beginning; those in ${schemas} stay as they are.`,
  );
  return moved.reduce((current, entry) => withoutRows(current, streamKey(entry)), state);
}

/** Streams that could not begin are not asked for. @throws DestinationError where the state cannot be used without them. */
export function withoutFailures(
  { planned, resumption, from }: Prepared,
  failures: ReadonlyMap<StreamKey, string>,
): readonly PlannedStream[] {
  const [failure] = failures.values();
  if (failure !== undefined && from.kind === "WHOLE" && resumption.resumed.size > 0)
    throw new DestinationError(failure);
  return planned.map((stream) => ({ ...stream, failure: stream.failure ?? failures.get(stream.table.stream) }));
}
