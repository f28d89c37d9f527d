/**
 * How much may be fetched before it is needed, over all streams of a source: pages of a list whose length is known, and first
 * pages of the next slices. An item that is needed at once takes no permit, so no stream waits for one; permits come back when
 * records were written, so a slow reader stops the fetching and memory stays bounded. p-map has no budget that several
 * iterables share.
 */
export class PrefetchBudget {
  #free: number;

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Takes a permit if there is one. */
  acquire(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  release(): void {
    this.#free++;
  }
}

interface Pending<T> {
  readonly item: T;
  readonly hasPermit: boolean;
}

/** Promises in order. The first takes no permit, because it is needed at once; each of the others has one. */
export class OrderedQueue<T> {
  readonly #budget: PrefetchBudget;
  readonly #pending: Pending<Promise<T>>[] = [];

  constructor(budget: PrefetchBudget) {
    this.#budget = budget;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /**
   * Starts an item, if it is the first or there is a permit.
   *
   * @param start returns undefined if there is nothing to start.
   * @returns whether an item was started.
   */
  add(start: () => Promise<T> | undefined): boolean {
    const hasPermit = !this.isEmpty;
    if (hasPermit && !this.#budget.acquire()) return false;
    const item = start();
    if (item === undefined) {
      if (hasPermit) this.#budget.release();
      return false;
    }
    item.catch(() => undefined); // thrown by `next`, if it is called
    this.#pending.push({ item, hasPermit });
    return true;
  }

  /** The first item; undefined if there is none. Rejects if the item failed. */
  next(): Promise<T> | undefined {
    const first = this.#pending.shift();
    if (first?.hasPermit === true) this.#budget.release();
    return first?.item;
  }

  /** Drops all items and releases their permits. */
  clear(): void {
    while (this.next() !== undefined);
  }
}

/**
 * Maps items in order, and starts some of them early while there are permits.
 *
 * @param start begins the work on an item; its result is not awaited.
 * @param budget undefined starts each item when the one before it was consumed.
 */
export async function* prefetch<I, T>(
  items: AsyncIterable<I> | Iterable<I>,
  start: (item: I) => T,
  budget?: PrefetchBudget,
): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const started: Pending<T>[] = [];
  let isOver = false;
  let pulling: Promise<void> | undefined; // one at a time, because an item that is not known yet must not hold several permits
  const pull = async (hasPermit: boolean) => {
    try {
      const { value, done } = await iterator.next();
      isOver ||= done === true;
      if (isOver) return;
      started.push({ item: start(value as I), hasPermit });
      pulling = undefined; // stays after a failure, which is thrown when the queue is empty
    } finally {
      if (hasPermit && pulling !== undefined) budget?.release();
    }
    fill();
  };
  const fill = () => {
    if (isOver || pulling !== undefined) return;
    const hasPermit = started.length > 0;
    if (hasPermit && budget?.acquire() !== true) return;
    pulling = pull(hasPermit);
    pulling.catch(() => undefined);
  };
  try {
    for (;;) {
      fill();
      while (started.length === 0 && !isOver) await pulling;
      const next = started.shift();
      if (next === undefined) return;
      if (next.hasPermit) budget?.release();
      if (budget !== undefined) fill();
      yield next.item;
    }
  } finally {
    isOver = true;
    for (const { hasPermit } of started) if (hasPermit) budget?.release();
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
