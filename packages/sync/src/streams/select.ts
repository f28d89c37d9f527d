import picomatch from "picomatch";
import { type DiscoveredStream, SourceError } from "../source/program.js";
import { type StreamDescriptor, streamLabel } from "./stream.js";

export interface Selection {
  /** Names, or globs such as `product*`; all streams by default. */
  readonly streams?: readonly string[] | undefined;
  /** Those of them that are left out. */
  readonly exclude?: readonly string[] | undefined;
}

/** The streams that the user selects. @throws SourceError if a name matches none. */
export function selected(
  all: readonly DiscoveredStream[],
  { streams = ["*"], exclude = [] }: Selection,
): readonly DiscoveredStream[] {
  const facts = all.map((stream) => stream.facts);
  const meant = new Set(streams.flatMap((pattern) => matching(pattern, facts)));
  const excluded = new Set(exclude.flatMap((pattern) => matching(pattern, facts)));
  const chosen = all.filter((stream) => meant.has(stream.facts) && !excluded.has(stream.facts));
  if (chosen.length === 0) throw new SourceError("No stream is left to read: every stream is excluded.");
  return chosen;
}

/**
 * The streams that a pattern means: by their names with the namespace in front, or, if it means none so, by their names alone.
 *
 * @throws SourceError that lists the streams, if the pattern means none.
 */
export function matching<T extends StreamDescriptor>(pattern: string, streams: readonly T[]): readonly T[] {
  const found = matches(pattern, streams);
  if (found.length > 0) return found;
  throw new SourceError(`The source has no stream "${pattern}". It has: ${streams.map(streamLabel).join(", ")}.`);
}

/** The same; none if it means none. */
export function matches<T extends StreamDescriptor>(pattern: string, streams: readonly T[]): readonly T[] {
  const isGlobMatch = picomatch(pattern, { bash: true, dot: true, flags: "s" });
  const isMatch = (name: string) => name === pattern || isGlobMatch(name); // a name may have characters that globs use
  const byLabel = streams.filter((stream) => isMatch(streamLabel(stream)));
  return byLabel.length > 0 ? byLabel : streams.filter(({ name }) => isMatch(name));
}
