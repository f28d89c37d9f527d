import { describe, expect, test } from "@jest/globals";
import { SystemError } from "../../src/errors/connector-error.js";
import { type Heap, MemoryGuard } from "../../src/streams/memory-guard.js";

const MB = 1024 * 1024;

/** A heap of 100 MB whose contents a test sets. */
class TestHeap implements Heap {
  readonly limit = 100 * MB;
  live = 0;
  garbage = 0;
  collections = 0;

  used(): number {
    return (this.live + this.garbage) * MB;
  }

  collect(): void {
    this.garbage = 0;
    this.collections++;
  }
}

describe("MemoryGuard", () => {
  test("lets pages pass and collects nothing while there is room", () => {
    const heap = Object.assign(new TestHeap(), { live: 40, garbage: 44 });
    new MemoryGuard(heap).check(100);
    expect(heap.collections).toBe(0);
  });

  test("takes garbage away before it complains", () => {
    const heap = Object.assign(new TestHeap(), { live: 40, garbage: 59 });
    new MemoryGuard(heap).check(100);
    expect(heap.collections).toBe(1);
  });

  test("fails when what stays fills the heap, and says what to do", () => {
    const guard = new MemoryGuard(Object.assign(new TestHeap(), { live: 86 }));
    expect(() => guard.check(MB)).toThrow(SystemError);
    expect(() => guard.check(MB)).toThrow(
      /^Memory is nearly used up: 86 of 100 MB, .*--max-old-space-size.*fewer streams/,
    );
  });

  test("fails for a reply that would not fit when it is parsed", () => {
    const guard = new MemoryGuard(Object.assign(new TestHeap(), { live: 20 }));
    guard.check(30 * MB);
    expect(() => guard.check(35 * MB)).toThrow("a reply of 35 MB is to come");
  });

  test("does not collect again for each page where much is used, but is not lulled either", () => {
    const heap = Object.assign(new TestHeap(), { live: 80 });
    const guard = new MemoryGuard(heap);
    for (const garbage of [6, 2, 5, 9, 1]) {
      heap.garbage = garbage;
      guard.check(100);
    }
    expect(heap.collections).toBe(1);
    Object.assign(heap, { live: 86, garbage: 6 });
    expect(() => guard.check(100)).toThrow(SystemError);
  });
});
