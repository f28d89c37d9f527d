/** What a sync resumes from, and what happens to each stream's rows. Only decided here. */
import { type KeyPath, type StreamDescriptor, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import type { WriteMode } from "../tables/table.js";
import { type ConnectionState, entryOf, type StateKind, type StreamEntry } from "./connection-state.js";
import { globalText } from "./state-message.js";

/** A state that only part of a sync could resume from. */
export class ResumeError extends Error {
  override readonly name = "ResumeError";
}

/** What is asked of a stream. */
export interface Wanted extends StreamDescriptor {
  readonly key: readonly KeyPath[];
  /** Whether a saved state is used: the source supports it, and no full refresh was requested. */
  readonly isIncremental: boolean;
}

export interface Resumption {
  readonly modes: ReadonlyMap<StreamKey, WriteMode>;
  readonly resumed: ReadonlySet<StreamKey>;
  readonly warnings: readonly string[];
}

/**
 * Decides for each stream whether it is resumed, and what is done with its rows. A stream that is resumed, or has a key, is added to;
 * without a key only what no earlier sync has loaded is. Everything else is replaced: so no row ever comes twice.
 *
 * @param listed all streams of the source: a state no longer covers those that are gone.
 * @throws ResumeError where one state covers streams that are not all read.
 */
export function resume(
  wanted: readonly Wanted[],
  state: ConnectionState,
  listed: readonly StreamDescriptor[],
): Resumption {
  assertWhole(wanted, state, listed);
  const { resumed, warnings } = resumable(wanted, state);
  const modes = new Map<StreamKey, WriteMode>();
  for (const { key, isIncremental, ...stream } of wanted) {
    const id = streamKey(stream);
    const isFirst = (entryOf(state, id)?.loaded ?? 0) === 0;
    const isAdded = resumed.has(id) || isFirst;
    modes.set(id, !isIncremental ? "replace" : key.length > 0 ? "merge" : isAdded ? "append" : "replace");
  }
  return { modes, resumed, warnings };
}

/** The text of `--state` for these streams; undefined where none of them is resumed. */
export function stateText(
  streams: readonly StreamKey[],
  { resumed }: Resumption,
  state: ConnectionState,
): string | undefined {
  const meant = streams.filter((stream) => resumed.has(stream));
  if (meant.length === 0) return undefined;
  if (state.kind === "WHOLE") return state.whole?.text;
  const states = meant.flatMap((stream) => entryOf(state, stream)?.state ?? []);
  const texts = states.map(({ text }) => text);
  if (state.kind !== "GLOBAL") return `[${texts.join(",")}]`;
  return `[${globalText(oldestShared(states.map(sharedOf), state), texts)}]`;
}

/** One state for several streams can neither be read in part nor cover streams that it has never seen. */
function assertWhole(wanted: readonly Wanted[], { whole }: ConnectionState, listed: readonly StreamDescriptor[]): void {
  if (whole === undefined) return;
  const known = new Set(listed.map(streamKey));
  const covered = whole.streams.filter((stream) => known.has(streamKey(stream)));
  const read = new Set(wanted.filter(({ isIncremental }) => isIncremental).map(streamKey));
  const replaced = new Set(wanted.filter(({ isIncremental }) => !isIncremental).map(streamKey));
  const left = covered.filter((stream) => !read.has(streamKey(stream)));
  const isAllReplaced = covered.every((stream) => replaced.has(streamKey(stream)));
  if (left.length === 0 || isAllReplaced) return;
  throw new ResumeError(
    `The source keeps one state for all of its streams, which cannot be split, and this sync leaves out or replaces ${left.map(streamLabel).join(", ")}. ` +
      "Read all of its streams together, read all of them in full (--full-refresh), or give this selection a connection of its own (--name NAME).",
  );
}

function resumable(wanted: readonly Wanted[], state: ConnectionState): Omit<Resumption, "modes"> {
  const candidates = wanted.filter(({ isIncremental }) => isIncremental);
  if (state.kind === "WHOLE") return resumableWhole(candidates, state);
  const resumed = new Set<StreamKey>();
  const warnings: string[] = [];
  const withState = candidates.flatMap((stream) => {
    const entry = entryOf(state, streamKey(stream));
    return entry?.state === undefined ? [] : [{ stream, entry }];
  });
  const oldest = Math.min(...withState.map(({ entry }) => sharedOf(entry.state) ?? Number.POSITIVE_INFINITY));
  for (const { stream, entry } of withState) {
    const reason = whyNot(stream, entry, { kind: state.kind, oldest });
    if (reason === undefined) resumed.add(streamKey(stream));
    else warnings.push(`${streamLabel(stream)} is read from the beginning: ${reason}.`);
  }
  return { resumed, warnings };
}

/**
 * Parts of a GLOBAL state that were saved with different shared states are resumed from the oldest of these: what the source then emits
 * again is merged. Rows without a key would come twice, so such a stream is read from the beginning.
 */
function whyNot(
  { key }: Wanted,
  { state }: StreamEntry,
  { kind, oldest }: { readonly kind: StateKind | undefined; readonly oldest: number },
): string | undefined {
  if (state?.kind !== kind) return "the source keeps its state in another way now";
  const isRewound = state?.kind === "GLOBAL" && state.shared !== oldest;
  return isRewound && key.length === 0 ? "it has no key, and its state is newer than that of other streams" : undefined;
}

function resumableWhole(candidates: readonly Wanted[], { whole }: ConnectionState): Omit<Resumption, "modes"> {
  const covered = new Set(whole?.streams.map(streamKey));
  const added = candidates.filter((stream) => !covered.has(streamKey(stream)));
  if (covered.size === 0 || added.length === 0) {
    return { resumed: new Set(covered.size === 0 ? [] : candidates.map(streamKey)), warnings: [] };
  }
  const names = added.map(streamLabel).join(", ");
  const warning = `All streams are read from the beginning: the source keeps one state for all of them, and ${names} had no part in it.`;
  return { resumed: new Set(), warnings: [warning] };
}

function sharedOf(state: StreamEntry["state"]): number | undefined {
  return state?.kind === "GLOBAL" ? state.shared : undefined;
}

function oldestShared(ids: readonly (number | undefined)[], { shared }: ConnectionState): string {
  const oldest = Math.min(...ids.map((id) => id ?? Number.POSITIVE_INFINITY));
  return shared.find(({ id }) => id === oldest)?.text ?? "";
}
