/**
 * How much may be fetched before it is needed, over all streams of a source: pages of a list whose length is known, and first
 * pages of the next slices. An item that is needed at once takes no permit, so no stream waits for one; permits come back when
 * records were written, so a slow reader stops the fetching and memory stays bounded. p-map has no budget that several
 * iterables share.
 */
export class PrefetchBudget {
  #free: number;
  /** Those that were refused, the first of them first. */
  readonly #refused = new Set<() => void>();

  constructor(permits: number) {
    this.#free = permits;
  }

  /**
   * Takes a permit if there is one.
   *
   * @param retry is called once, when there is one again: a list whose first page is on its way would not ask before that
   * page comes, while other lists end and requests that could be in flight are not sent.
   */
  acquire(retry?: () => void): boolean {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    if (retry !== undefined) this.#refused.add(retry);
    return false;
  }

  release(): void {
    this.#free++;
    for (const retry of this.#refused) {
      if (this.#free === 0) return;
      this.#refused.delete(retry);
      retry();
    }
  }

  /** No longer wants a permit. */
  withdraw(retry: () => void): void {
    this.#refused.delete(retry);
  }
}

interface Pending<T> {
  readonly item: T;
  readonly hasPermit: boolean;
}

/** Starts an item; undefined if there is nothing to start. */
type Start<T> = () => Promise<T> | undefined;

/** Promises in order. The first takes no permit, because it is needed at once; each of the others has one. */
export class OrderedQueue<T> {
  readonly #budget: PrefetchBudget;
  readonly #pending: Pending<Promise<T>>[] = [];
  #start: Start<T> = () => undefined;
  readonly #continue = () => {
    while (this.#budget.acquire(this.#continue) && this.#startOne(true));
  };

  constructor(budget: PrefetchBudget) {
    this.#budget = budget;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** Adds an item that is needed at once. */
  add(item: Promise<T>): void {
    this.#push(item, false);
  }

  /**
   * Starts items, as long as there is one to start and a permit for it, or it is the first: now, and whenever a permit is
   * released. No item of an earlier call is started any more.
   */
  fill(start: Start<T>): void {
    this.#start = start;
    if (!this.isEmpty || this.#startOne(false)) this.#continue();
  }

  #startOne(hasPermit: boolean): boolean {
    const item = attempted(this.#start);
    if (item !== undefined) this.#push(item, hasPermit);
    else if (hasPermit) this.#budget.release();
    return item !== undefined;
  }

  #push(item: Promise<T>, hasPermit: boolean): void {
    item.catch(() => undefined); // thrown by `next`, if it is called
    this.#pending.push({ item, hasPermit });
  }

  /** The first item; undefined if there is none. Rejects if the item failed. */
  next(): Promise<T> | undefined {
    const first = this.#pending.shift();
    if (first?.hasPermit === true) this.#budget.release();
    return first?.item;
  }

  /** Drops all items, releases their permits and starts no more. */
  clear(): void {
    this.#start = () => undefined;
    this.#budget.withdraw(this.#continue);
    while (this.next() !== undefined);
  }
}

/** Whoever releases a permit has nothing to do with a failure of another list. */
function attempted<T>(start: Start<T>): Promise<T> | undefined {
  try {
    return start();
  } catch (error) {
    return Promise.reject(error);
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
    if (hasPermit && budget?.acquire(fill) !== true) return;
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
    budget?.withdraw(fill);
    for (const { hasPermit } of started) if (hasPermit) budget?.release();
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
