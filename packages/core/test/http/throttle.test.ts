import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { systemClock } from "../../src/http/clock.js";
import { Throttle } from "../../src/http/throttle.js";
import { HeldClock, settled } from "../support/clocks.js";
import { seeded } from "../support/random.js";

const NEVER = new AbortController().signal;
const MINUTE = 60_000;

/** The most events that any 60 seconds hold, of times in ascending order. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE).length));
}

describe("the rate limit", () => {
  test("holds over many calls at once, and lets no minute go to waste", async () => {
    const clock = new FastClock(0);
    const throttle = new Throttle({ concurrency: 8, requestsPerMinute: 10 }, clock);
    const sent: number[] = [];
    const send = () =>
      throttle.run(
        async () => void sent.push(clock.now()),
        NEVER,
        () => undefined,
      );
    await Promise.all(Array.from({ length: 95 }, send));
    expect(sent).toHaveLength(95);
    expect(mostInAMinute(sent)).toBe(10);
    expect(sent.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(sent.at(-1)).toBeLessThan(20 * MINUTE);
  });

  test("slides: no 60 seconds hold more, wherever they start", async () => {
    const clock = new FastClock(0);
    const throttle = new Throttle({ concurrency: 3, requestsPerMinute: 7 }, clock);
    const random = seeded(7);
    const sent: number[] = [];
    for (let round = 0; round < 60; round++) {
      await clock.sleep(Math.floor(random() * 20_000));
      const send = () =>
        throttle.run(
          async () => void sent.push(clock.now()),
          NEVER,
          () => undefined,
        );
      await Promise.all(Array.from({ length: 1 + Math.floor(random() * 4) }, send));
    }
    expect(sent.length).toBeGreaterThan(100);
    expect(mostInAMinute(sent)).toBe(7);
  });

  test("lets a whole minute's requests go at once, then holds back for the rest of the minute and says how long", async () => {
    const clock = new HeldClock();
    const throttle = new Throttle({ concurrency: 9, requestsPerMinute: 2 }, clock);
    const waits: number[] = [];
    let done = 0;
    const send = async () => {
      await throttle.run(
        async () => undefined,
        NEVER,
        (delayMs) => waits.push(delayMs),
      );
      done++;
    };
    const first = [send(), send()];
    await clock.pass(20_000);
    const third = send();
    await settled();
    expect([done, waits]).toEqual([2, [40_000]]);
    await clock.pass(39_999);
    expect(done).toBe(2);
    await clock.pass(1);
    expect(done).toBe(3);
    await Promise.all([...first, third]);
  });
});

describe("the cap on requests in flight", () => {
  test("holds, and each end lets the next one start in order", async () => {
    const throttle = new Throttle({ concurrency: 2, requestsPerMinute: 1000 }, new FastClock());
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const calls = [0, 1, 2, 3, 4].map((id) =>
      throttle.run(
        () => {
          started.push(id);
          return new Promise<void>((resolve) => ends.push(resolve));
        },
        NEVER,
        () => undefined,
      ),
    );
    for (let running = 2; running <= 5; running++) {
      await settled();
      expect(started).toEqual([0, 1, 2, 3, 4].slice(0, running));
      ends[running - 2]?.();
    }
    ends[4]?.();
    await Promise.all(calls);
  });

  test("gives the place back when a request fails", async () => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 1000 }, new FastClock());
    const fail = () =>
      throttle.run(
        () => Promise.reject(new Error("down")),
        NEVER,
        () => undefined,
      );
    const ended = await Promise.allSettled([fail(), fail(), fail()]);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(
      throttle.run(
        async () => "up",
        NEVER,
        () => undefined,
      ),
    ).resolves.toBe("up");
  });

  test("leaves a place to the one who has waited, or to one who comes just then, but never to both", async () => {
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 1000 }, new FastClock());
    let inFlight = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inFlight);
      await settled();
      inFlight--;
    };
    let end: () => void = () => undefined;
    const first = throttle.run(
      () => new Promise<void>((resolve) => (end = resolve)),
      NEVER,
      () => undefined,
    );
    const calls = [first, throttle.run(work, NEVER, () => undefined)];
    await settled();
    end();
    for (let turn = 0; turn < 20; turn++) {
      calls.push(throttle.run(work, NEVER, () => undefined));
      await Promise.resolve();
    }
    await Promise.all(calls);
    expect([most, inFlight]).toEqual([1, 0]);
  });

  test("is kept under a crowd that comes and goes", async () => {
    const throttle = new Throttle({ concurrency: 3, requestsPerMinute: 100_000 }, new FastClock());
    let inFlight = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inFlight);
      await settled();
      inFlight--;
    };
    const series = async () => {
      for (let call = 0; call < 20; call++) await throttle.run(work, NEVER, () => undefined);
    };
    await Promise.all(Array.from({ length: 10 }, series));
    expect([most, inFlight]).toEqual([3, 0]);
  });
});

describe("a pause", () => {
  test("holds all requests, old and new, until it ends", async () => {
    const clock = new HeldClock();
    const throttle = new Throttle({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    const waits: number[] = [];
    let done = 0;
    const send = async () => {
      await throttle.run(
        async () => undefined,
        NEVER,
        (delayMs) => waits.push(delayMs),
      );
      done++;
    };
    throttle.pauseUntil(clock.now() + 5000);
    const calls = [send(), send()];
    await clock.pass(4000);
    calls.push(send());
    await clock.pass(999);
    expect([done, waits]).toEqual([0, [5000, 5000, 1000]]);
    await clock.pass(1);
    expect(done).toBe(3);
    await Promise.all(calls);
  });

  test("is made longer by a longer one while requests wait, never shorter by a shorter one", async () => {
    const clock = new HeldClock();
    const throttle = new Throttle({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    let done = false;
    throttle.pauseUntil(clock.now() + 5000);
    const call = throttle.run(
      async () => {
        done = true;
      },
      NEVER,
      () => undefined,
    );
    await settled();
    throttle.pauseUntil(clock.now() + 8000);
    throttle.pauseUntil(clock.now() + 100);
    await clock.pass(5000);
    expect(done).toBe(false);
    await clock.pass(3000);
    expect(done).toBe(true);
    await call;
  });

  test("that is over holds nothing", async () => {
    const clock = new FastClock();
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 10 }, clock);
    throttle.pauseUntil(clock.now() - 1);
    await throttle.run(
      async () => undefined,
      NEVER,
      () => undefined,
    );
    expect(clock.sleeps).toEqual([]);
  });
});

describe("an abort", () => {
  test("ends all that wait, at once and with its reason, and none of them sends", async () => {
    const stop = new AbortController();
    const throttle = new Throttle({ concurrency: 2, requestsPerMinute: 1000 }, systemClock);
    throttle.pauseUntil(systemClock.now() + 600_000);
    let sent = 0;
    const calls = Array.from({ length: 6 }, () =>
      throttle.run(
        async () => sent++,
        stop.signal,
        () => undefined,
      ),
    );
    await settled();
    stop.abort(new Error("enough"));
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { message: "enough" } });
    }
    expect(sent).toBe(0);
  });

  test("keeps a request from going out though nothing holds it", async () => {
    const throttle = new Throttle({ concurrency: 2, requestsPerMinute: 1000 }, new FastClock());
    let sent = 0;
    const call = throttle.run(
      async () => sent++,
      AbortSignal.abort(new Error("enough")),
      () => undefined,
    );
    await expect(call).rejects.toThrow("enough");
    expect(sent).toBe(0);
  });
});
