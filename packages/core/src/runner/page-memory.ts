/** What is larger is not kept: few pages are, and they would hold the memory to the end of the run. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Memory for the lines of pages, used again for the next ones. Were it garbage after each page, V8 would collect the whole heap
 * for its sake, every few dozen pages.
 */
export class PageMemory {
  readonly #free: Buffer[] = [];

  /** At least so many bytes. */
  take(length: number): Buffer {
    const free = this.#free.pop();
    return free !== undefined && free.length >= length ? free : Buffer.allocUnsafeSlow(length + (length >> 3)); // the next page differs a little
  }

  /** Nobody looks at the bytes any more. */
  give(memory: Buffer): void {
    if (memory.length <= LARGEST) this.#free.push(memory);
  }
}
