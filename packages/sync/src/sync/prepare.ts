import { type Destination, DestinationError, type RunStart, type TableName } from "../destinations/destination.js";
import { privacyWarnings } from "../private-columns/history.js";
import { unknownFields } from "../private-columns/unknown-fields.js";
import type { DiscoveredStream } from "../source/program.js";
import {
  type ConnectionState,
  entryOf,
  type StreamEntry,
  withNamespaces,
  withoutRows,
} from "../state/connection-state.js";
import { withGivenStates } from "../state/given-states.js";
import { type Resumption, resume } from "../state/resume.js";
import { type Selection, selected } from "../streams/select.js";
import { type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { changedSettings } from "./fingerprint.js";
import { type PlannedStream, plan } from "./plan.js";
import { requestsFor, type StreamRequest } from "./stream-request.js";
import type { StreamSettings } from "./stream-settings.js";
import type { Warnings } from "./warnings.js";

/** The user's request. */
export interface SyncRequest extends Selection {
  /** Where the tables are. */
  readonly schema: string;
  /** Reads everything from the beginning, and replaces what is there. */
  readonly fullRefresh?: boolean | undefined;
  /** By name, as the user writes it. */
  readonly streamSettings?: ReadonlyMap<string, StreamSettings> | undefined;
  /** What to resume from in place of the saved state: states as JSON text. */
  readonly state?: string | undefined;
  /** At most so many records of each stream. */
  readonly limit?: number | undefined;
  /** What columns are hashed with: needed only where `streamSettings` has some. */
  readonly hashSalt?: string | undefined;
}

/** What is known before a source is read. */
export interface Prepared {
  readonly planned: readonly PlannedStream[];
  readonly resumption: Resumption;
  /** What the source resumes from. */
  readonly from: ConnectionState;
  /** What is saved of the connection so far. */
  readonly state: ConnectionState;
}

/** What a plan needs to know. */
export interface Known extends Pick<RunStart, "state"> {
  /** All streams of the source. */
  readonly listed: readonly DiscoveredStream[];
  /** As `Destination.columns`. */
  readonly columns: Destination["columns"];
}

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
  const planned = plan(requests, state, { schema: request.schema, resumption, present, isFullRefresh });
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

/** A state is invalid for another account, and only the user knows whether it is one. */
export function warnOfSettings(
  { settings: before, state }: RunStart,
  settings: string | undefined,
  warnings: Warnings,
): void {
  const changed = changedSettings(before, settings);
  const hasState = state.whole !== undefined || state.streams.some((entry) => entry.state !== undefined);
  if (changed.length === 0 || !hasState) return;
  warnings.add(
    `The settings are not those of the last sync: ${changed.join(", ")}. This sync resumes from its state all the same. If they are ` +
      "another account's, its older records are missed: give it a connection of its own (--name), or read it in full (--full-refresh).",
  );
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
