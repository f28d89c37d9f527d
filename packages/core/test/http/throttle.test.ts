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

describe("the minute", () => {
  test("of a request ends a minute after its answer, for nobody knows when the server counted it", async () => {
    const clock = new HeldClock();
    const throttle = new Throttle({ concurrency: 2, requestsPerMinute: 1 }, clock);
    const sent: number[] = [];
    const send = () =>
      throttle.run(
        async () => {
          sent.push(clock.now());
          await clock.sleep(7_000, NEVER);
        },
        NEVER,
        () => undefined,
      );
    const startMs = clock.now();
    const calls = [send(), send()];
    await clock.pass(7_000);
    await clock.pass(MINUTE - 1);
    expect(sent).toEqual([startMs]);
    await clock.pass(1);
    await clock.pass(7_000);
    await Promise.all(calls);
    expect(sent).toEqual([startMs, startMs + 7_000 + MINUTE]);
  });
});

describe("a budget that runs low", () => {
  const sendTimes = async (headers: Record<string, string>, count: number) => {
    const clock = new FastClock(0);
    const throttle = new Throttle({ concurrency: 2, requestsPerMinute: 1000 }, clock);
    const told: number[] = [];
    const sent: number[] = [];
    const send = async () => void sent.push(clock.now());
    const learn = async () => throttle.learn(headers);
    await throttle.run(learn, NEVER, () => undefined);
    for (let call = 0; call < count; call++) await throttle.run(send, NEVER, (delayMs) => void told.push(delayMs));
    return { sent, told };
  };

  test("is spread over the time until the reset, and used up by then", async () => {
    const { sent } = await sendTimes({ "ratelimit-remaining": "4", "ratelimit-reset": "20" }, 4);
    expect(sent).toEqual([4_000, 8_000, 12_000, 16_000]);
  });

  test("holds nothing back after the reset", async () => {
    const { sent } = await sendTimes({ "ratelimit-remaining": "1", "ratelimit-reset": "3" }, 4);
    expect(sent).toEqual([1_500, 3_000, 3_000, 3_000]);
  });

  test.each([
    ["plenty", { "ratelimit-remaining": "900", "ratelimit-reset": "20" }],
    ["little, without a reset", { "ratelimit-remaining": "2" }],
    ["a reset alone", { "ratelimit-reset": "20" }],
  ])("is not what %s says", async (_what, headers) => {
    const { sent, told } = await sendTimes(headers, 3);
    expect([sent, told]).toEqual([[0, 0, 0], []]);
  });

  test("is told of only where it makes somebody wait", async () => {
    const short = { "ratelimit-remaining": "9", "ratelimit-reset": "5" };
    expect((await sendTimes(short, 3)).told).toEqual([]);
    const long = { "ratelimit-remaining": "1", "ratelimit-reset": "60" };
    expect((await sendTimes(long, 1)).told).toEqual([30_000]);
  });

  test("counts what is under way, which the server may not know yet", async () => {
    const clock = new HeldClock();
    const throttle = new Throttle({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    let sent = 0;
    const send = () =>
      throttle.run(
        async () => {
          sent++;
          if (sent === 3) throttle.learn({ "ratelimit-remaining": "3", "ratelimit-reset": "60" });
          await clock.sleep(100_000, NEVER);
        },
        NEVER,
        () => undefined,
      );
    const calls = [send(), send(), send()];
    await settled();
    calls.push(send(), send());
    await clock.pass(29_999);
    expect(sent).toBe(3); // of three that were left two are taken, so one goes in the middle of the minute
    await clock.pass(1);
    expect(sent).toBe(4);
    await clock.pass(200_000);
    await clock.pass(200_000);
    await Promise.all(calls);
    expect(sent).toBe(5);
  });
});

describe("the cap on requests in flight", () => {
  test("is lowered to what a minute may hold", async () => {
    const throttle = new Throttle({ concurrency: 9, requestsPerMinute: 2 }, new HeldClock());
    let sent = 0;
    const hang = async () => {
      sent++;
      await new Promise(() => undefined);
    };
    for (let call = 0; call < 5; call++) void throttle.run(hang, NEVER, () => undefined);
    await settled();
    expect(sent).toBe(2);
  });

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
