/**
 * How much may be fetched before its turn, over all streams of a source: pages of a list whose length is known, and first pages of
 * slices that are next in line. What is due at once needs no place, so nobody waits for one; and as places come back only when
 * something was written, a slow reader stops the fetching and memory stays bounded.
 */
export class Lookahead {
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** Takes a place if there is one. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  give(): void {
    this.#free++;
  }
}

/** Who waits for his turn, in order. The first in line is due and needs no place; those behind him each have one. */
export class Line<T> {
  readonly #lookahead: Lookahead | undefined;
  readonly #coming: { readonly item: Promise<T>; readonly hasPlace: boolean }[] = [];

  constructor(lookahead: Lookahead | undefined) {
    this.#lookahead = lookahead;
  }

  get isEmpty(): boolean {
    return this.#coming.length === 0;
  }

  /**
   * Begins one, if it is due or there is a place for it.
   *
   * @param begin returns undefined if there is nothing to begin.
   * @returns whether one was begun.
   */
  join(begin: () => Promise<T> | undefined): boolean {
    const hasPlace = !this.isEmpty;
    if (hasPlace && this.#lookahead?.take() !== true) return false;
    const item = begin();
    if (item === undefined) {
      if (hasPlace) this.#lookahead?.give();
      return false;
    }
    item.catch(() => undefined); // met when its turn comes, if it does
    this.#coming.push({ item, hasPlace });
    return true;
  }

  /** The first in line; undefined if there is none. What failed is thrown now. */
  shift(): Promise<T> | undefined {
    const first = this.#coming.shift();
    if (first?.hasPlace === true) this.#lookahead?.give();
    return first?.item;
  }

  /** Nobody comes any more: gives all places back. */
  leave(): void {
    while (this.shift() !== undefined);
  }
}

/**
 * The items, prepared in their order and some of them before their turn, while there are places.
 *
 * @param prepare begins what takes time, and is not awaited.
 * @param lookahead undefined prepares each item when the one before it is through.
 */
export async function* prepared<I, T>(
  items: AsyncIterable<I> | Iterable<I>,
  prepare: (item: I) => T,
  lookahead?: Lookahead,
): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const line: { readonly value: T; readonly hasPlace: boolean }[] = [];
  let isOver = false;
  let pulling: Promise<void> | undefined; // one at a time: who waits for an item to come must not keep the others' places
  const pull = async (hasPlace: boolean) => {
    try {
      const { value, done } = await iterator.next();
      isOver ||= done === true;
      if (isOver) return;
      line.push({ value: prepare(value as I), hasPlace });
      pulling = undefined; // after a failure it stays, and is met when the line is empty
    } finally {
      if (hasPlace && pulling !== undefined) lookahead?.give();
    }
    fill();
  };
  const fill = () => {
    if (isOver || pulling !== undefined) return;
    const hasPlace = line.length > 0;
    if (hasPlace && lookahead?.take() !== true) return;
    pulling = pull(hasPlace);
    pulling.catch(() => undefined);
  };
  try {
    for (;;) {
      fill();
      while (line.length === 0 && !isOver) await pulling;
      const next = line.shift();
      if (next === undefined) return;
      if (next.hasPlace) lookahead?.give();
      if (lookahead !== undefined) fill();
      yield next.value;
    }
  } finally {
    isOver = true;
    for (const { hasPlace } of line) if (hasPlace) lookahead?.give();
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** The same values; the first one is under way at once, and not when somebody asks for it. */
export function begun<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  const first = values.next();
  first.catch(() => undefined); // met when it is asked for
  return (async function* () {
    try {
      for (let result = await first; result.done !== true; result = await values.next()) yield result.value;
    } finally {
      await values.return(undefined);
    }
  })();
}
