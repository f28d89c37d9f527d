import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { type DiscoveredStream, SourceError } from "../source/program.js";
import type { Wanted } from "../state/resume.js";
import { matching } from "../streams/select.js";
import { type KeyPath, streamLabel } from "../streams/stream.js";
import type { WriteMode } from "../tables/table.js";
import type { StreamSettings } from "./stream-settings.js";

/** How one stream is read: what the source supports and the user wants. */
export interface StreamRequest extends Wanted {
  readonly discovered: DiscoveredStream;
  readonly cursor: KeyPath;
  /** Whether a state can cover the stream, now or in a later sync. */
  readonly isResumable: boolean;
  /** A full refresh of a stream that can resume asks for an incremental read without a state, so that its last state is kept. */
  readonly syncMode: "incremental" | "full_refresh";
  /** Why the stream is not read as the source offers; undefined if it is. */
  readonly warning?: string | undefined;
}

export interface Wishes {
  readonly settings?: ReadonlyMap<string, StreamSettings> | undefined;
  readonly isFullRefresh: boolean;
}

/** @throws SourceError if a setting names no stream, or something that the stream cannot do. */
export function requestsFor(
  streams: readonly DiscoveredStream[],
  listed: readonly DiscoveredStream[],
  { settings = new Map(), isFullRefresh }: Wishes,
): readonly StreamRequest[] {
  const all = listed.map(({ facts }) => facts);
  const meant = [...settings].map(([pattern, setting]) => [matching(pattern, all), setting] as const);
  return streams.map((stream) => {
    let own: StreamSettings = {};
    for (const [found, setting] of meant) if (found.includes(stream.facts)) own = { ...own, ...setting };
    return requestFor(stream, own, isFullRefresh);
  });
}

function requestFor(stream: DiscoveredStream, settings: StreamSettings, isFullRefresh: boolean): StreamRequest {
  const { facts, cursor: offered } = stream;
  assertPossible(stream, settings);
  const cursor = settings.cursor === undefined ? offered.default : resolved(settings.cursor, facts.jsonSchema);
  const canResume = stream.isIncremental && (!offered.isChosen || cursor.length > 0);
  const isFull = settings.mode === "full_refresh";
  const key = usableKey(settings.key?.map((path) => resolved(path, facts.jsonSchema)) ?? facts.primaryKey);
  return {
    name: facts.name,
    namespace: facts.namespace,
    discovered: stream,
    key: key ?? [],
    cursor,
    isResumable: canResume && !isFull,
    isIncremental: canResume && !isFull && !isFullRefresh,
    syncMode: canResume && !(isFull && stream.isReadInFull) ? "incremental" : "full_refresh",
    warning: warningFor(stream, {
      needsCursor: stream.isIncremental && !canResume && !isFull,
      hasKey: key !== undefined,
    }),
  };
}

function assertPossible({ facts, isIncremental, cursor }: DiscoveredStream, settings: StreamSettings): void {
  const label = streamLabel(facts);
  const fail = (text: string) => {
    throw new SourceError(`Cannot read ${label} as its settings say: ${text}`);
  };
  if (settings.mode === "incremental" && !isIncremental) {
    fail("the source cannot read it incrementally. Set its mode to full_refresh, or leave the mode out.");
  }
  if (settings.cursor !== undefined && cursor.isSourceDefined) {
    fail("the source defines its cursor itself. Leave the cursor out.");
  }
  const hasCursor = (settings.cursor ?? cursor.default).length > 0;
  if (settings.mode === "incremental" && cursor.isChosen && !hasCursor) {
    fail(`it needs a cursor. Add one: --cursor ${label}=FIELD`);
  }
  const { properties } = facts.jsonSchema;
  const [field] = settings.cursor === undefined ? [] : resolved(settings.cursor, facts.jsonSchema);
  if (field !== undefined && isJsonObject(properties) && !Object.hasOwn(properties, field)) {
    fail(`it has no field "${field}". Choose its cursor from: ${Object.keys(properties).join(", ")}.`);
  }
}

/** A name with dots is a path, unless a field is called so. */
function resolved(path: KeyPath, { properties }: JsonObject): KeyPath {
  const [name = "", ...rest] = path;
  const isField = isJsonObject(properties) && Object.hasOwn(properties, name);
  return rest.length > 0 || isField ? path : name.split(".");
}

/** Undefined if a part of the key names nothing. */
function usableKey(key: readonly KeyPath[]): readonly KeyPath[] | undefined {
  return key.every((path) => path.length > 0 && path.every((name) => name !== "")) ? key : undefined;
}

function warningFor(
  { facts }: DiscoveredStream,
  { needsCursor, hasKey }: { readonly needsCursor: boolean; readonly hasKey: boolean },
): string | undefined {
  const label = streamLabel(facts);
  if (!hasKey) {
    return `${label}: the key that the source names is empty, so the stream is loaded without one. Set it with --key ${label}=FIELD`;
  }
  return needsCursor
    ? `${label} is read in full: the source leaves the choice of its cursor to you. To read it incrementally, add --cursor ${label}=FIELD`
    : undefined;
}

const WRITES: Readonly<Record<WriteMode, string>> = { replace: "overwrite", merge: "append_dedup", append: "append" };

/** The entry of the configured catalog. */
export function configured({ discovered, syncMode, key, cursor }: StreamRequest, mode: WriteMode): JsonObject {
  return {
    stream: discovered.entry,
    sync_mode: syncMode,
    destination_sync_mode: WRITES[mode],
    primary_key: key.map((path) => [...path]),
    cursor_field: [...cursor],
  };
}
