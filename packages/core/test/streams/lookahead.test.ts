import { describe, expect, test } from "@jest/globals";
import { begun, Line, Lookahead, prepared } from "../../src/streams/lookahead.js";
import { settled } from "../support/clocks.js";

/** How many places are free: all are taken, and given back. */
function freeIn(lookahead: Lookahead): number {
  let free = 0;
  while (lookahead.take()) free++;
  for (let place = 0; place < free; place++) lookahead.give();
  return free;
}

async function* numbers(count: number, failure?: Error): AsyncGenerator<number> {
  for (let number = 1; number <= count; number++) yield number;
  if (failure !== undefined) throw failure;
}

describe("items that are prepared before their turn", () => {
  test("come in order, the first without a place and as many more as there are places", async () => {
    const lookahead = new Lookahead(2);
    const begunItems: number[] = [];
    const seen: number[][] = [];
    const prepare = (item: number) => {
      begunItems.push(item);
      return item * 10;
    };
    for await (const value of prepared(numbers(6), prepare, lookahead)) {
      await settled();
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
    expect(freeIn(lookahead)).toBe(2);
  });

  test("wait for their turn where there is no lookahead", async () => {
    const order: string[] = [];
    const prepare = (item: number) => {
      order.push(`begun ${item}`);
      return item;
    };
    for await (const value of prepared([1, 2, 3], prepare)) {
      await settled();
      order.push(`through ${value}`);
    }
    expect(order).toEqual(["begun 1", "through 1", "begun 2", "through 2", "begun 3", "through 3"]);
  });

  test("hold one place at most while nobody knows whether there is another item", async () => {
    const lookahead = new Lookahead(5);
    let release: () => void = () => undefined;
    const slow = (async function* () {
      yield 1;
      yield 2;
      await new Promise<void>((resolve) => (release = resolve));
      yield 3;
    })();
    const items = prepared(slow, (item) => item, lookahead);
    await items.next();
    await settled();
    expect(freeIn(lookahead)).toBe(3); // one for the second item, one for whatever comes
    release();
    expect([await items.next(), await items.next(), await items.next()]).toMatchObject([
      { value: 2 },
      { value: 3 },
      { done: true },
    ]);
    expect(freeIn(lookahead)).toBe(5);
  });

  test("that cannot be listed to their end fail after those before the failure, and leave no place taken", async () => {
    const lookahead = new Lookahead(3);
    const values: number[] = [];
    const read = async () => {
      for await (const value of prepared(numbers(3, new Error("down")), (item) => item, lookahead)) values.push(value);
    };
    await expect(read()).rejects.toThrow("down");
    expect([values, freeIn(lookahead)]).toEqual([[1, 2, 3], 3]);
  });

  test("that nobody wants any more leave no place taken, not even the one that comes too late", async () => {
    const lookahead = new Lookahead(3);
    let release: () => void = () => undefined;
    const late = (async function* () {
      yield* [1, 2, 3];
      await new Promise<void>((resolve) => (release = resolve));
      yield 4;
    })();
    const begunItems: number[] = [];
    for await (const _value of prepared(late, (item) => begunItems.push(item), lookahead)) {
      await settled();
      break;
    }
    release();
    await settled();
    expect([begunItems, freeIn(lookahead)]).toEqual([[1, 2, 3], 3]);
  });

  test("of several streams share the places, and nobody waits for one", async () => {
    const lookahead = new Lookahead(1);
    const one = prepared(numbers(9), (item) => item, lookahead);
    const other = prepared(numbers(9), (item) => item, lookahead);
    for (let turn = 1; turn <= 9; turn++) {
      expect([(await one.next()).value, (await other.next()).value]).toEqual([turn, turn]);
    }
  });
});

describe("a line", () => {
  test("takes the first without a place, gives places back as it moves, and none for what cannot be begun", async () => {
    const lookahead = new Lookahead(2);
    const line = new Line<number>(lookahead);
    const joined = [1, 2, 3, 4].map((item) => line.join(async () => item));
    expect([joined, freeIn(lookahead)]).toEqual([[true, true, true, false], 0]);
    expect([await line.shift(), freeIn(lookahead)]).toEqual([1, 0]);
    expect([await line.shift(), freeIn(lookahead)]).toEqual([2, 1]);
    expect([line.join(() => undefined), freeIn(lookahead)]).toEqual([false, 1]);
    line.leave();
    expect([line.isEmpty, freeIn(lookahead), line.shift()]).toEqual([true, 2, undefined]);
  });
});

describe("values that are begun", () => {
  test("are under way before somebody asks for the first, and the source is closed when nobody goes on", async () => {
    const log: string[] = [];
    const source = async function* () {
      try {
        log.push("first");
        yield 1;
        log.push("second");
        yield 2;
      } finally {
        log.push("closed");
      }
    };
    const values = begun(source());
    await settled();
    expect(log).toEqual(["first"]);
    for await (const value of values) if (value === 1) break;
    expect(log).toEqual(["first", "closed"]);
  });

  test("fail when they are asked for, not before", async () => {
    const values = begun(numbers(0, new Error("down")));
    await settled();
    await expect(values.next()).rejects.toThrow("down");
  });
});
