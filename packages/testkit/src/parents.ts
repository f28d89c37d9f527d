import type { Stream, StreamClass, StreamContext } from "@sluice/core";
import { FastClock } from "./clock.js";

/**
 * Which streams get their slices from which parents: each stream is asked for its slices with parents that have no
 * records, so nothing is fetched.
 */
export async function parentsOf(streams: readonly Stream[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  let asked: string[] = [];
  const ask = (create: () => Stream) => {
    asked.push(create().name);
    return [];
  };
  const parents = {
    records: async (_identity: unknown, create: () => Stream) => ask(create),
    stream: (_identity: unknown, create: () => Stream) => ask(create),
  };
  const observer = { info: () => undefined };
  const given = { config: {}, http: NO_HTTP, parents, observer, clock: new FastClock() };
  for (const described of streams) {
    const StreamOf = described.constructor as StreamClass<unknown>;
    const stream = new StreamOf(given as unknown as StreamContext<unknown>);
    asked = [];
    await stream.read()[Symbol.asyncIterator]().next().catch(ignored);
    found.set(stream.name, asked);
  }
  return found;
}

/** A stream without a parent goes straight to its first request. */
const NO_HTTP = {
  request: () => {
    throw new Error("Nothing is fetched");
  },
};

/** The first request fails, and before it whatever needs a setting, because the config is empty: the parents are known by then. */
function ignored(): void {}
