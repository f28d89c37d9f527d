import type { Stream } from "@sluice/core";

/** Which streams get their slices from which parents. Nothing is fetched. */
export async function parentsOf(streams: readonly Stream[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const stream of streams) {
    const reads = (await stream.parents?.({ mode: "full_refresh" })) ?? [];
    found.set(
      stream.name,
      reads.map((read) => read.stream.name),
    );
  }
  return found;
}
