import { describe, expect, test } from "@jest/globals";
import { FastClock } from "@sluice/testkit";
import { systemClock } from "../../src/http/clock.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import { eventLoopTurn, ManualClock } from "../support/clocks.js";
import { seeded } from "../support/random.js";

const NEVER = new AbortController().signal;
const MINUTE = 60_000;

/** The maximum number of events in any 60 seconds, from ascending times. */
function maxInAnyMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE).length));
}

/** Requests through a limiter: the waits that it reported, and how many requests were sent. */
function counted(limiter: RateLimiter) {
  const waits: number[] = [];
  let sent = 0;
  const send = async () => {
    await limiter.run(
      async () => undefined,
      NEVER,
      (delayMs) => waits.push(delayMs),
    );
    sent++;
  };
  return { send, waits, done: () => sent };
}

describe("RateLimiter", () => {
  test("keeps the limit over many calls at once and uses every minute completely", async () => {
    const clock = new FastClock(0);
    const limiter = new RateLimiter({ concurrency: 8, requestsPerMinute: 10 }, clock);
    const sent: number[] = [];
    const send = () =>
      limiter.run(
        async () => void sent.push(clock.now()),
        NEVER,
        () => undefined,
      );
    await Promise.all(Array.from({ length: 95 }, send));
    expect(sent).toHaveLength(95);
    expect(maxInAnyMinute(sent)).toBe(10);
    expect(sent.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(sent.at(-1)).toBeLessThan(20 * MINUTE);
  });

  test("keeps the limit in any 60 seconds", async () => {
    const clock = new FastClock(0);
    const limiter = new RateLimiter({ concurrency: 3, requestsPerMinute: 7 }, clock);
    const random = seeded(7);
    const sent: number[] = [];
    for (let round = 0; round < 60; round++) {
      await clock.sleep(Math.floor(random() * 20_000));
      const send = () =>
        limiter.run(
          async () => void sent.push(clock.now()),
          NEVER,
          () => undefined,
        );
      await Promise.all(Array.from({ length: 1 + Math.floor(random() * 4) }, send));
    }
    expect(sent.length).toBeGreaterThan(100);
    expect(maxInAnyMinute(sent)).toBe(7);
  });

  test("sends a whole minute's requests at once, then waits for the rest of the minute and reports it", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ concurrency: 9, requestsPerMinute: 2 }, clock);
    const { send, waits, done } = counted(limiter);
    const first = [send(), send()];
    await clock.advance(20_000);
    const third = send();
    await eventLoopTurn();
    expect(done()).toBe(2);
    expect(waits).toEqual([40_000]);
    await clock.advance(39_999);
    expect(done()).toBe(2);
    await clock.advance(1);
    expect(done()).toBe(3);
    await Promise.all([...first, third]);
  });
});

describe("a change of the system clock", () => {
  const minute = async (byMs: number) => {
    const clock = new FastClock();
    const limiter = new RateLimiter({ concurrency: 4, requestsPerMinute: 10 }, clock);
    const send = () =>
      limiter.run(
        async () => undefined,
        NEVER,
        () => undefined,
      );
    for (let call = 0; call < 10; call++) await send();
    await clock.sleep(6000);
    clock.set(byMs);
    await send();
    return clock.sleeps.slice(1);
  };

  test.each([-3_600_000, -600_000, 0, 600_000, 7_200_000])(
    "by %p ms does not change the rest of the minute",
    async (byMs) => {
      expect(await minute(byMs)).toEqual([54_000]);
    },
  );

  test.each([-3_600_000, 7_200_000])("by %p ms does not change a pause or a low budget", async (byMs) => {
    const clock = new FastClock();
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 1000 }, clock);
    const send = (headers: Record<string, string>) =>
      limiter.run(
        async () => limiter.observe(headers),
        NEVER,
        () => undefined,
      );
    await send({ "ratelimit-remaining": "1", "ratelimit-reset": "60" });
    clock.set(byMs);
    await send({ "ratelimit-remaining": "0", "ratelimit-reset": "20" });
    clock.set(byMs);
    await send({});
    expect(clock.sleeps).toEqual([30_000, 20_000]);
  });
});

describe("the sliding window of RateLimiter", () => {
  test("counts a request until a minute after its response, because it is unknown when the server counted it", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 1 }, clock);
    const sent: number[] = [];
    const send = () =>
      limiter.run(
        async () => {
          sent.push(clock.now());
          await clock.sleep(7_000, NEVER);
        },
        NEVER,
        () => undefined,
      );
    const startMs = clock.now();
    const calls = [send(), send()];
    await clock.advance(7_000);
    await clock.advance(MINUTE - 1);
    expect(sent).toEqual([startMs]);
    await clock.advance(1);
    await clock.advance(7_000);
    await Promise.all(calls);
    expect(sent).toEqual([startMs, startMs + 7_000 + MINUTE]);
  });
});

describe("a low budget of RateLimiter", () => {
  const sendTimes = async (headers: Record<string, string>, count: number) => {
    const clock = new FastClock(0);
    const limiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 1000 }, clock);
    const reported: number[] = [];
    const sent: number[] = [];
    const send = async () => void sent.push(clock.now());
    const learn = async () => limiter.observe(headers);
    await limiter.run(learn, NEVER, () => undefined);
    for (let call = 0; call < count; call++) await limiter.run(send, NEVER, (delayMs) => void reported.push(delayMs));
    return { sent, reported };
  };

  test("is spread over the time until the reset", async () => {
    const { sent } = await sendTimes({ "ratelimit-remaining": "4", "ratelimit-reset": "20" }, 4);
    expect(sent).toEqual([4_000, 8_000, 12_000, 16_000]);
  });

  test("delays no request after the reset", async () => {
    const { sent } = await sendTimes({ "ratelimit-remaining": "1", "ratelimit-reset": "3" }, 4);
    expect(sent).toEqual([1_500, 3_000, 3_000, 3_000]);
  });

  test.each([
    ["a high budget", { "ratelimit-remaining": "900", "ratelimit-reset": "20" }],
    ["a low budget without a reset", { "ratelimit-remaining": "2" }],
    ["a reset alone", { "ratelimit-reset": "20" }],
  ])("is not assumed for %s", async (_what, headers) => {
    const { sent, reported } = await sendTimes(headers, 3);
    expect(sent).toEqual([0, 0, 0]);
    expect(reported).toEqual([]);
  });

  test("is reported only for longer waits", async () => {
    const short = { "ratelimit-remaining": "9", "ratelimit-reset": "5" };
    expect((await sendTimes(short, 3)).reported).toEqual([]);
    const long = { "ratelimit-remaining": "1", "ratelimit-reset": "60" };
    expect((await sendTimes(long, 1)).reported).toEqual([30_000]);
  });

  test("includes requests in flight, which the server may not know yet", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    let sent = 0;
    const send = () =>
      limiter.run(
        async () => {
          sent++;
          if (sent === 3) limiter.observe({ "ratelimit-remaining": "3", "ratelimit-reset": "60" });
          await clock.sleep(100_000, NEVER);
        },
        NEVER,
        () => undefined,
      );
    const calls = [send(), send(), send()];
    await eventLoopTurn();
    calls.push(send(), send());
    await clock.advance(29_999);
    expect(sent).toBe(3); // two of the remaining three are in flight, so one is sent in the middle of the minute
    await clock.advance(1);
    expect(sent).toBe(4);
    await clock.advance(200_000);
    await clock.advance(200_000);
    await Promise.all(calls);
    expect(sent).toBe(5);
  });
});

describe("the concurrency of RateLimiter", () => {
  test("is lowered to the requests per minute", async () => {
    const limiter = new RateLimiter({ concurrency: 9, requestsPerMinute: 2 }, new ManualClock());
    let sent = 0;
    const hang = async () => {
      sent++;
      await new Promise(() => undefined);
    };
    for (let call = 0; call < 5; call++) void limiter.run(hang, NEVER, () => undefined);
    await eventLoopTurn();
    expect(sent).toBe(2);
  });

  test("is kept, and waiting requests start in order", async () => {
    const limiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 1000 }, new FastClock());
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const calls = [0, 1, 2, 3, 4].map((id) =>
      limiter.run(
        () => {
          started.push(id);
          return new Promise<void>((resolve) => ends.push(resolve));
        },
        NEVER,
        () => undefined,
      ),
    );
    for (let running = 2; running <= 5; running++) {
      await eventLoopTurn();
      expect(started).toEqual([0, 1, 2, 3, 4].slice(0, running));
      ends[running - 2]?.();
    }
    ends[4]?.();
    await Promise.all(calls);
  });

  test("releases the slot of a request that fails", async () => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 1000 }, new FastClock());
    const fail = () =>
      limiter.run(
        () => Promise.reject(new Error("down")),
        NEVER,
        () => undefined,
      );
    const ended = await Promise.allSettled([fail(), fail(), fail()]);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(
      limiter.run(
        async () => "up",
        NEVER,
        () => undefined,
      ),
    ).resolves.toBe("up");
  });

  test("gives a slot to a waiting or a new request, but never to both", async () => {
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 1000 }, new FastClock());
    let inFlight = 0;
    let maxInFlight = 0;
    const work = async () => {
      maxInFlight = Math.max(maxInFlight, ++inFlight);
      await eventLoopTurn();
      inFlight--;
    };
    let end: () => void = () => undefined;
    const first = limiter.run(
      () => new Promise<void>((resolve) => (end = resolve)),
      NEVER,
      () => undefined,
    );
    const calls = [first, limiter.run(work, NEVER, () => undefined)];
    await eventLoopTurn();
    end();
    for (let turn = 0; turn < 20; turn++) {
      calls.push(limiter.run(work, NEVER, () => undefined));
      await Promise.resolve();
    }
    await Promise.all(calls);
    expect(maxInFlight).toBe(1);
    expect(inFlight).toBe(0);
  });

  test("is kept with many requests that start and end", async () => {
    const limiter = new RateLimiter({ concurrency: 3, requestsPerMinute: 100_000 }, new FastClock());
    let inFlight = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inFlight);
      await eventLoopTurn();
      inFlight--;
    };
    const series = async () => {
      for (let call = 0; call < 20; call++) await limiter.run(work, NEVER, () => undefined);
    };
    await Promise.all(Array.from({ length: 10 }, series));
    expect(most).toBe(3);
    expect(inFlight).toBe(0);
  });
});

describe("a pause of RateLimiter", () => {
  test("delays all requests, waiting and new, until it ends", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    const { send, waits, done } = counted(limiter);
    limiter.pauseFor(5000);
    const calls = [send(), send()];
    await clock.advance(4000);
    calls.push(send());
    await clock.advance(999);
    expect(done()).toBe(0);
    expect(waits).toEqual([5000, 5000, 1000]);
    await clock.advance(1);
    expect(done()).toBe(3);
    await Promise.all(calls);
  });

  test("is extended by a longer one while requests wait, and never shortened", async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ concurrency: 5, requestsPerMinute: 1000 }, clock);
    let done = false;
    limiter.pauseFor(5000);
    const call = limiter.run(
      async () => {
        done = true;
      },
      NEVER,
      () => undefined,
    );
    await eventLoopTurn();
    limiter.pauseFor(8000);
    limiter.pauseFor(100);
    await clock.advance(5000);
    expect(done).toBe(false);
    await clock.advance(3000);
    expect(done).toBe(true);
    await call;
  });

  test("delays nothing after its end", async () => {
    const clock = new FastClock();
    const limiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 10 }, clock);
    limiter.pauseFor(-1);
    await limiter.run(
      async () => undefined,
      NEVER,
      () => undefined,
    );
    expect(clock.sleeps).toEqual([]);
  });
});

describe("an abort of RateLimiter", () => {
  test("rejects all waiting requests at once with its reason, and sends none", async () => {
    const stop = new AbortController();
    const limiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 1000 }, systemClock);
    limiter.pauseFor(600_000);
    let sent = 0;
    const calls = Array.from({ length: 6 }, () =>
      limiter.run(
        async () => sent++,
        stop.signal,
        () => undefined,
      ),
    );
    await eventLoopTurn();
    stop.abort(new Error("enough"));
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { message: "enough" } });
    }
    expect(sent).toBe(0);
  });

  test("prevents a request even if nothing delays it", async () => {
    const limiter = new RateLimiter({ concurrency: 2, requestsPerMinute: 1000 }, new FastClock());
    let sent = 0;
    const call = limiter.run(
      async () => sent++,
      AbortSignal.abort(new Error("enough")),
      () => undefined,
    );
    await expect(call).rejects.toThrow("enough");
    expect(sent).toBe(0);
  });
});
