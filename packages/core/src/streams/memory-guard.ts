import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SystemError } from "../errors/connector-error.js";

/** What holds parsed pages. */
export interface Heap {
  /** In bytes; above it the process is aborted, and nothing can be said any more. */
  readonly limit: number;
  /** In bytes, garbage and gaps included. */
  used(): number;
  /** Takes the garbage away. */
  collect(): void;
}

/** Other pages are under way, so some room must be left when a read stops. */
const FULL = 0.85;

/** A body becomes a text and then values; each is at least as large as its bytes. */
const PARSED = 2;

const MB = 1024 * 1024;

/** Fails a read in words while there is memory left to say them: Node aborts when its heap is full. */
export class MemoryGuard {
  readonly #heap: Heap;
  #lookAbove: number;

  constructor(heap: Heap = nodeHeap()) {
    this.#heap = heap;
    this.#lookAbove = heap.limit * FULL;
  }

  /**
   * Asked for each page. Collecting garbage takes long, so it is done only where the heap looks full, and then not again
   * before half of what was left is used.
   *
   * @param bodyBytes of a reply that is to be parsed.
   * @throws SystemError if memory is nearly used up.
   */
  check(bodyBytes: number): void {
    const { limit } = this.#heap;
    const needed = bodyBytes * PARSED;
    if (this.#heap.used() + needed <= this.#lookAbove) return;
    this.#heap.collect();
    const used = this.#heap.used();
    if (used + needed > limit * FULL) {
      throw new SystemError(
        `Memory is nearly used up: ${inMb(used)} of ${inMb(limit)} MB, and a reply of ${inMb(bodyBytes)} MB is to come. ` +
          "Raise the limit with NODE_OPTIONS=--max-old-space-size=… (in MB), or lower concurrency, to read fewer streams at once.",
      );
    }
    this.#lookAbove = Math.max(limit * FULL, (used + limit) / 2);
  }
}

function inMb(bytes: number): number {
  return Math.round(bytes / MB);
}

/** Where V8 keeps new objects, in its three parts of 16 MB. It counts that to the limit, but what stays must fit the rest. */
const NURSERY_BYTES = 48 * MB;

function nodeHeap(): Heap {
  let gc: (() => void) | undefined;
  return {
    limit: Math.max(1, getHeapStatistics().heap_size_limit - NURSERY_BYTES),
    used: () => getHeapStatistics().total_heap_size, // with the gaps between objects, for they count to the limit
    collect: () => {
      gc ??= exposedGc();
      gc();
    },
  };
}

/** V8 shows its collector to contexts that are made after the flag was set. */
function exposedGc(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

/** Of this process: all reads share one heap. */
export const processMemory = new MemoryGuard();
