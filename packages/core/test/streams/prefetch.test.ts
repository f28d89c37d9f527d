import { describe, expect, test } from "@jest/globals";
import { OrderedQueue, PrefetchBudget, prefetch } from "../../src/streams/prefetch.js";
import { eventLoopTurn } from "../support/clocks.js";

/** The number of free permits: acquires and releases all. */
function freeIn(budget: PrefetchBudget): number {
  let free = 0;
  while (budget.acquire()) free++;
  for (let permit = 0; permit < free; permit++) budget.release();
  return free;
}

async function* numbers(count: number, failure?: Error): AsyncGenerator<number> {
  for (let number = 1; number <= count; number++) yield number;
  if (failure !== undefined) throw failure;
}

describe("prefetched items", () => {
  test("are returned in order, the first without a permit and as many more as there are permits", async () => {
    const budget = new PrefetchBudget(2);
    const begunItems: number[] = [];
    const seen: number[][] = [];
    const prepare = (item: number) => {
      begunItems.push(item);
      return item * 10;
    };
    for await (const value of prefetch(numbers(6), prepare, budget)) {
      await eventLoopTurn();
      seen.push([value, begunItems.length]);
    }
    expect(seen).toEqual([
      [10, 3],
      [20, 4],
      [30, 5],
      [40, 6],
      [50, 6],
      [60, 6],
    ]);
    expect(freeIn(budget)).toBe(2);
  });

  test("start one after the other without a budget", async () => {
    const order: string[] = [];
    const prepare = (item: number) => {
      order.push(`begun ${item}`);
      return item;
    };
    for await (const value of prefetch([1, 2, 3], prepare)) {
      await eventLoopTurn();
      order.push(`through ${value}`);
    }
    expect(order).toEqual(["begun 1", "through 1", "begun 2", "through 2", "begun 3", "through 3"]);
  });

  test("hold one permit at most while it is unknown whether there is another item", async () => {
    const budget = new PrefetchBudget(5);
    let release: () => void = () => undefined;
    const slow = (async function* () {
      yield 1;
      yield 2;
      await new Promise<void>((resolve) => (release = resolve));
      yield 3;
    })();
    const items = prefetch(slow, (item) => item, budget);
    await items.next();
    await eventLoopTurn();
    expect(freeIn(budget)).toBe(3); // one for the second item, one for the next
    release();
    expect([await items.next(), await items.next(), await items.next()]).toMatchObject([
      { value: 2 },
      { value: 3 },
      { done: true },
    ]);
    expect(freeIn(budget)).toBe(5);
  });

  test("fail after the items before a failure, and release all permits", async () => {
    const budget = new PrefetchBudget(3);
    const values: number[] = [];
    const read = async () => {
      for await (const value of prefetch(numbers(3, new Error("down")), (item) => item, budget)) values.push(value);
    };
    await expect(read()).rejects.toThrow("down");
    expect(values).toEqual([1, 2, 3]);
    expect(freeIn(budget)).toBe(3);
  });

  test("release all permits if they are no longer needed, even of an item that arrives late", async () => {
    const budget = new PrefetchBudget(3);
    let release: () => void = () => undefined;
    const late = (async function* () {
      yield* [1, 2, 3];
      await new Promise<void>((resolve) => (release = resolve));
      yield 4;
    })();
    const begunItems: number[] = [];
    for await (const _value of prefetch(late, (item) => begunItems.push(item), budget)) {
      await eventLoopTurn();
      break;
    }
    release();
    await eventLoopTurn();
    expect(begunItems).toEqual([1, 2, 3]);
    expect(freeIn(budget)).toBe(3);
  });

  test("start as soon as another stream releases a permit, though nobody asks for the next", async () => {
    const budget = new PrefetchBudget(1);
    const one = prefetch(numbers(9), (item) => item, budget);
    const begun: number[] = [];
    const other = prefetch(numbers(9), (item) => begun.push(item), budget);
    await one.next();
    await eventLoopTurn();
    await other.next();
    await eventLoopTurn();
    expect(begun).toEqual([1, 2]); // the next one needs no permit
    await one.return(undefined);
    await eventLoopTurn();
    expect(begun).toEqual([1, 2, 3]);
    await other.return(undefined);
    expect(freeIn(budget)).toBe(1);
  });

  test("of several streams share the permits without waiting for one", async () => {
    const budget = new PrefetchBudget(1);
    const one = prefetch(numbers(9), (item) => item, budget);
    const other = prefetch(numbers(9), (item) => item, budget);
    for (let turn = 1; turn <= 9; turn++) {
      expect([(await one.next()).value, (await other.next()).value]).toEqual([turn, turn]);
    }
  });
});

describe("an ordered queue", () => {
  /** Starts the numbers up to the last one. */
  function numbersTo(last: number): () => Promise<number> | undefined {
    let number = 0;
    return () => (number === last ? undefined : Promise.resolve(++number));
  }

  test("takes no permit for the first item, and releases permits as items are taken", async () => {
    const budget = new PrefetchBudget(2);
    const queue = new OrderedQueue<number>(budget);
    queue.fill(numbersTo(3));
    expect(freeIn(budget)).toBe(0);
    expect(await queue.next()).toBe(1);
    expect(freeIn(budget)).toBe(0);
    expect(await queue.next()).toBe(2);
    expect(freeIn(budget)).toBe(1);
    queue.clear();
    expect(queue.isEmpty).toBe(true);
    expect(freeIn(budget)).toBe(2);
    expect(queue.next()).toBeUndefined();
  });

  test("keeps no permit for an item that cannot start", () => {
    const budget = new PrefetchBudget(2);
    const queue = new OrderedQueue<number>(budget);
    queue.add(Promise.resolve(1));
    queue.fill(() => undefined);
    expect(freeIn(budget)).toBe(2);
  });

  test("continues as soon as another one releases a permit, though nobody takes its first item", async () => {
    const budget = new PrefetchBudget(3);
    const one = new OrderedQueue<number>(budget);
    const other = new OrderedQueue<number>(budget);
    one.fill(numbersTo(4));
    let started = 0;
    const start = numbersTo(9);
    other.fill(() => {
      started++;
      return start();
    });
    expect(started).toBe(1);
    for (let taken = 1; taken <= 4; taken++) expect(await one.next()).toBe(taken);
    expect(started).toBe(4);
    expect([await other.next(), await other.next(), await other.next()]).toEqual([1, 2, 3]);
  });

  test("starts nothing more once it was cleared", async () => {
    const budget = new PrefetchBudget(1);
    const one = new OrderedQueue<number>(budget);
    const other = new OrderedQueue<number>(budget);
    one.fill(numbersTo(2));
    other.fill(numbersTo(9));
    other.clear();
    one.clear();
    expect(other.isEmpty).toBe(true);
    expect(freeIn(budget)).toBe(1);
  });

  test("returns the failure to start an item in its turn, and not to the one whose permit it got", async () => {
    const budget = new PrefetchBudget(1);
    const one = new OrderedQueue<number>(budget);
    const other = new OrderedQueue<number>(budget);
    one.fill(numbersTo(2));
    const items = [
      () => Promise.resolve(1),
      () => {
        throw new Error("no such page");
      },
    ];
    other.fill(() => items.shift()?.());
    one.clear();
    expect(await other.next()).toBe(1);
    await expect(other.next()).rejects.toThrow("no such page");
    expect(freeIn(budget)).toBe(1);
  });
});
