import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { mergedFields } from "../private-columns/fields.js";
import { PrivateColumns } from "../private-columns/private-columns.js";
import { privacyProblem } from "../private-columns/refusals.js";
import { type DiscoveredStream, SourceError } from "../source/program.js";
import type { Wanted } from "../state/resume.js";
import { matching } from "../streams/select.js";
import { type KeyPath, streamLabel } from "../streams/stream.js";
import type { Deletes } from "../tables/deletes.js";
import type { WriteMode } from "../tables/table.js";
import type { StreamSettings } from "./stream-settings.js";

/** How one stream is read: what the source supports and the user wants. */
export interface StreamRequest extends Wanted {
  readonly discovered: DiscoveredStream;
  readonly cursor: KeyPath;
  readonly deletes?: Deletes | undefined;
  /** Whether a state can cover the stream, now or in a later sync. */
  readonly isResumable: boolean;
  /** A full refresh of a stream that can resume asks for an incremental read without a state, so that its last state is kept. */
  readonly syncMode: "incremental" | "full_refresh";
  /** Why the stream is not read as the source offers; undefined if it is. */
  readonly warning?: string | undefined;
  /** Undefined where no column is private. */
  readonly privacy: PrivateColumns | undefined;
}

export interface Wishes {
  readonly settings?: ReadonlyMap<string, StreamSettings> | undefined;
  readonly isFullRefresh: boolean;
  /** For columns that are hashed. */
  readonly hashSalt?: string | undefined;
}

/** @throws SourceError if a setting names no stream, or something that the stream cannot do. */
export function requestsFor(
  streams: readonly DiscoveredStream[],
  listed: readonly DiscoveredStream[],
  { settings = new Map(), ...wishes }: Wishes,
): readonly StreamRequest[] {
  const own = settingsFor(streams, listed, settings);
  return streams.map((stream, index) => requestFor(stream, own[index] ?? {}, wishes));
}

/** The settings of each stream, by all patterns that mean it. @throws SourceError if one means no stream. */
export function settingsFor(
  streams: readonly DiscoveredStream[],
  listed: readonly DiscoveredStream[],
  settings: ReadonlyMap<string, StreamSettings>,
): readonly StreamSettings[] {
  const all = listed.map(({ facts }) => facts);
  const meant = [...settings].map(([pattern, setting]) => [matching(pattern, all), setting] as const);
  return streams.map(({ facts }) => {
    const own = meant.filter(([found]) => found.includes(facts)).map(([, setting]) => setting);
    return own.reduce<StreamSettings>(withSettings, {});
  });
}

/** Later settings take precedence, but none makes public what another one makes private. */
export function withSettings(before: StreamSettings, more: StreamSettings): StreamSettings {
  if (before.columns === undefined || more.columns === undefined) return { ...before, ...more };
  return { ...before, ...more, columns: mergedFields(before.columns, more.columns) };
}

function requestFor(
  stream: DiscoveredStream,
  settings: StreamSettings,
  { isFullRefresh, hashSalt }: Omit<Wishes, "settings">,
): StreamRequest {
  const { facts, cursor: offered } = stream;
  assertPossible(stream, settings);
  const cursor = settings.cursor === undefined ? offered.default : resolved(settings.cursor, facts.jsonSchema);
  const canResume = stream.isIncremental && (!offered.isChosen || cursor.length > 0);
  const isFull = settings.mode === "full_refresh";
  const key = usableKey(settings.key?.map((path) => resolved(path, facts.jsonSchema)) ?? facts.primaryKey);
  assertRecognizable(streamLabel(facts), key, settings);
  const syncMode = canResume && !(isFull && stream.isReadInFull) ? "incremental" : "full_refresh";
  const privacy = PrivateColumns.of(settings.columns, hashSalt);
  const problem =
    privacy && privacyProblem(privacy, { key: key ?? [], cursor: syncMode === "incremental" ? cursor : [] });
  if (problem !== undefined) fail(stream, problem);
  return {
    name: facts.name,
    namespace: facts.namespace,
    discovered: stream,
    key: key ?? [],
    cursor,
    deletes: settings.deletes,
    isResumable: canResume && !isFull,
    isIncremental: canResume && !isFull && !isFullRefresh,
    syncMode,
    privacy,
    warning: warningFor(stream, {
      needsCursor: stream.isIncremental && !canResume && !isFull,
      hasKey: key !== undefined,
    }),
  };
}

function fail({ facts }: DiscoveredStream, text: string): never {
  throw new SourceError(`Cannot read ${streamLabel(facts)} as its settings say: ${text}`);
}

function assertPossible(stream: DiscoveredStream, settings: StreamSettings): void {
  const { facts, isIncremental, cursor } = stream;
  const label = streamLabel(facts);
  if (settings.mode === "incremental" && !isIncremental) {
    fail(stream, "the source cannot read it incrementally. Set its mode to full_refresh, or leave the mode out.");
  }
  if (settings.cursor !== undefined && cursor.isSourceDefined) {
    fail(stream, "the source defines its cursor itself. Leave the cursor out.");
  }
  const hasCursor = (settings.cursor ?? cursor.default).length > 0;
  if (settings.mode === "incremental" && cursor.isChosen && !hasCursor) {
    fail(stream, `it needs a cursor. Add one: --cursor ${label}=FIELD`);
  }
  const { properties } = facts.jsonSchema;
  const [field] = settings.cursor === undefined ? [] : resolved(settings.cursor, facts.jsonSchema);
  if (field !== undefined && isJsonObject(properties) && !Object.hasOwn(properties, field)) {
    fail(stream, `it has no field "${field}". Choose its cursor from: ${Object.keys(properties).join(", ")}.`);
  }
}

/** Rows that stay are recognized by their key. */
function assertRecognizable(label: string, key: readonly KeyPath[] | undefined, { deletes }: StreamSettings): void {
  if (deletes === undefined || deletes === "remove" || (key ?? []).length > 0) return;
  throw new SourceError(
    `Cannot read ${label} as its settings say: it has no key, so a row that was deleted cannot be recognized. ` +
      `Set its key (--key ${label}=FIELD), or leave out its setting deletes.`,
  );
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

const WRITES: Readonly<Record<WriteMode, string>> = {
  replace: "overwrite",
  merge: "append_dedup",
  append: "append",
  reconcile: "overwrite",
};

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
