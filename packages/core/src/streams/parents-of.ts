import type { Parents } from "./parent-cache.js";
import { FROM_START, type Slice, type StreamRead } from "./stream.js";

const NO_RECORDS: AsyncIterable<never> = { async *[Symbol.asyncIterator]() {} };

/**
 * The reads of parents that slices are made of.
 *
 * @param slicesOf makes them; the parents have no records here, so nothing is fetched and there are no slices.
 */
export async function parentsOf(
  slicesOf: (parents: Parents) => AsyncIterable<Slice> | Promise<readonly Slice[]>,
): Promise<readonly StreamRead[]> {
  const reads: StreamRead[] = [];
  const parents: Parents = {
    records: (stream, from = FROM_START) => {
      reads.push({ stream, from });
      return NO_RECORDS;
    },
  };
  try {
    const slices = await slicesOf(parents);
    if (Symbol.asyncIterator in slices) await slices[Symbol.asyncIterator]().next();
  } catch {
    // Slices that need more than parents are made when the stream is read.
  }
  return reads;
}
