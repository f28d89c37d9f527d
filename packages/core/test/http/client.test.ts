import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock, RESET } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { Throttle } from "../../src/http/throttle.js";
import { clientOf, everythingIn, rejectionOf, UNSIGNED } from "../support/client.js";

let api: FakeApi;

beforeEach(async () => {
  api = await FakeApi.start();
  api.get("/tags", ({ query }) => ({ json: { page: query.get("page") } }));
});

afterEach(async () => {
  await api.close();
});

const any = () => true;

/** Signs with a number that grows, so that a copied signature shows. */
function countingSigner() {
  let count = 0;
  return {
    ...UNSIGNED,
    authenticate: async (request: Parameters<typeof UNSIGNED.authenticate>[0]) =>
      Object.freeze({ ...request, headers: { ...request.headers, "x-signature": `s${++count}` } }),
  };
}

const signatures = () => api.requests.map(({ headers }) => headers["x-signature"]);

describe("a request", () => {
  test("goes below the base URL with its query, and its reply comes back", async () => {
    const { client, observer, clock } = clientOf(api.url);
    const response = await client.send(client.request("tags", { page: 2 }), "tags");
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.body.toString("utf8")).toBe('{"page":"2"}');
    expect(observer.lines).toEqual(["tags: GET /tags"]);
    expect(clock.sleeps).toEqual([]);
  });

  test("is signed by a signer that takes its time, and the caller's request stays unsigned", async () => {
    const { client } = clientOf(api.url, { authenticator: countingSigner() });
    const request = client.request("tags");
    await client.send(request, "tags");
    expect(signatures()).toEqual(["s1"]);
    expect(request.headers).toEqual({});
  });

  test("has the signer's mark taken off its reply", async () => {
    const authenticator = {
      ...UNSIGNED,
      unsign: (response: Parameters<typeof UNSIGNED.unsign>[0]) => ({ ...response, body: Buffer.from("clean") }),
    };
    const { client } = clientOf(api.url, { authenticator });
    const { body } = await client.send(client.request("tags"), "tags");
    expect(body.toString("utf8")).toBe("clean");
  });

  test("that succeeds is not asked how long to wait, for its body need not be looked through", async () => {
    const asked: number[] = [];
    const waitHint = ({ status }: { readonly status: number }) => void asked.push(status);
    api.inject({ at: any, reply: { status: 503 } });
    const { client } = clientOf(api.url, { waitHint });
    await client.send(client.request("tags"), "tags");
    expect(asked).toEqual([503]);
  });

  test("is told to the observer without its query", async () => {
    const { client, observer } = clientOf(api.url);
    await client.send(client.request("tags", { api_key: "s3cr3t" }), "tags");
    expect(observer.lines.join()).not.toContain("s3cr3t");
  });
});

describe("a failed attempt", () => {
  test.each([
    ["a 500", { status: 500 }, "500"],
    ["a 503", { status: 503 }, "503"],
    ["a 408", { status: 408 }, "408"],
    ["a reset connection", RESET, "TransientError"],
  ] as const)("after %s is repeated after a wait, and the observer hears of all", async (_what, reply, told) => {
    api.inject({ at: any, times: 2, reply });
    const { client, observer, clock } = clientOf(api.url);
    const startMs = clock.now();
    await expect(client.send(client.request("tags"), "tags")).resolves.toMatchObject({ status: 200 });
    const round = ["tags: GET /tags", `tags: retry after ${told}`, "tags: waits for retry"];
    expect(observer.lines).toEqual([...round, ...round, "tags: GET /tags"]);
    expect(clock.sleeps).toHaveLength(2);
    expect(observer.waits.map(({ delayMs }) => delayMs)).toEqual(clock.sleeps);
    let sleptMs = 0;
    for (const { delayMs, untilMs } of observer.waits) {
      sleptMs += delayMs;
      expect(untilMs).toBeGreaterThanOrEqual(startMs + sleptMs);
      expect(untilMs).toBeLessThanOrEqual(clock.now());
    }
  });

  test("is signed afresh and takes a slot of the throttle each time", async () => {
    api.inject({ at: any, times: 3, reply: { status: 500 } });
    const clock = new FastClock();
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 2 }, clock);
    const retry = { attempts: 4, budgetMs: 600_000, baseDelayMs: 1, longestDelayMs: 1, longestWaitMs: 60_000 };
    const { client, observer } = clientOf(api.url, { authenticator: countingSigner(), throttle, clock, retry });
    await client.send(client.request("tags"), "tags");
    expect(signatures()).toEqual(["s1", "s2", "s3", "s4"]);
    const held = observer.waits.filter(({ reason }) => reason === "rate limit").map(({ delayMs }) => delayMs);
    expect(held[0]).toBeGreaterThan(59_000);
  });

  test("surfaces with its last error when patience ends", async () => {
    api.inject({ at: any, times: 100, reply: { status: 502, text: "Bad gateway" } });
    const { client } = clientOf(api.url);
    const error = await rejectionOf(client.send(client.request("tags"), "tags"));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ status: 502, detail: "HTTP 502 Bad gateway" });
    expect(api.requests).toHaveLength(4);
  });

  test.each([
    [401, ConfigError],
    [403, ConfigError],
    [400, SystemError],
    [404, SystemError],
  ])("of %i is not repeated", async (status, Kind) => {
    api.inject({ at: any, times: 9, reply: { status } });
    const { client, observer } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).rejects.toBeInstanceOf(Kind);
    expect(observer.lines).toEqual(["tags: GET /tags"]);
  });
});

describe("a rate limit", () => {
  test("pauses for as long as the server says, and the throttle does the waiting", async () => {
    api.inject({ at: any, reply: { status: 429, headers: { "retry-after": "30" } } });
    const { client, observer, clock } = clientOf(api.url);
    const startMs = clock.now();
    await client.send(client.request("tags"), "tags");
    expect(clock.sleeps).toEqual([30_000]);
    expect(observer.waits).toEqual([{ delayMs: 30_000, untilMs: startMs + 30_000, reason: "rate limit" }]);
    expect(observer.lines).toEqual([
      "tags: GET /tags",
      "tags: retry after 429",
      "tags: waits for rate limit",
      "tags: GET /tags",
    ]);
  });

  test("of one call pauses all others", async () => {
    const clock = new FastClock();
    api.inject({
      at: ({ query }) => query.get("page") === "1",
      reply: { status: 429, headers: { "retry-after": "30" } },
    });
    const throttle = new Throttle({ concurrency: 1, requestsPerMinute: 1000 }, clock);
    const { client } = clientOf(api.url, { clock, throttle });
    const startMs = clock.now();
    const seen: string[] = [];
    const send = async (page: number) => {
      await client.send(client.request("tags", { page }), "tags");
      seen.push(`${page} after ${clock.now() - startMs} ms`);
    };
    await Promise.all([send(1), send(2), send(3)]);
    expect(seen.sort()).toEqual(["1 after 30000 ms", "2 after 30000 ms", "3 after 30000 ms"]);
    expect(api.requests.map(({ query }) => query.get("page"))[0]).toBe("1");
  });

  test("may come more often than an attempt may fail", async () => {
    api.inject({ at: any, times: 12, reply: { status: 429, headers: { "x-rate-limit-reset": "2" } } });
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).resolves.toMatchObject({ status: 200 });
    expect(api.requests).toHaveLength(13);
  });

  test("that asks for more time than there is ends the call at once", async () => {
    api.inject({ at: any, times: 9, reply: { status: 429, headers: { "retry-after": "601" } } });
    const { client, clock } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).rejects.toMatchObject({ status: 429 });
    expect(clock.sleeps).toEqual([]);
  });
});

describe("a redirect", () => {
  test.each([
    ["a path", "/tags?page=7"],
    ["a relative path", "tags?page=7"],
    ["a whole URL", "{base}/tags?page=7"],
  ])("to %s of the same origin is followed, signed and counted", async (_what, location) => {
    api.get("/old", () => ({ status: 302, headers: { location: location.replace("{base}", api.url) } }));
    const { client, observer } = clientOf(api.url, { authenticator: countingSigner() });
    const response = await client.send(client.request("old", { page: 1 }), "tags");
    expect(response.body.toString("utf8")).toBe('{"page":"7"}');
    expect(signatures()).toEqual(["s1", "s2"]);
    expect(observer.lines).toEqual(["tags: GET /old", "tags: GET /tags"]);
  });

  test.each([300, 301, 302, 303, 307, 308])(
    "with the status %i to another origin is refused, and nothing goes there",
    async (status) => {
      const other = await FakeApi.start();
      try {
        api.get("/old", () => ({ status, headers: { location: `${other.url}/tags?api_key=s3cr3t` } }));
        const { client } = clientOf(api.url, { authenticator: countingSigner() });
        const error = await rejectionOf(client.send(client.request("old"), "tags"));
        expect(error).toBeInstanceOf(SystemError);
        expect(everythingIn(error)).not.toContain("s3cr3t");
        expect(other.requests).toEqual([]);
        expect(api.requests).toHaveLength(1);
      } finally {
        await other.close();
      }
    },
  );

  test.each([200, 201, 299])("is not what a %i with a location is: that is the answer", async (status) => {
    api.get("/made", () => ({ status, headers: { location: "/tags" }, text: "made" }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("made"), "tags")).resolves.toMatchObject({ status });
    expect(api.requests.map(({ path }) => path)).toEqual(["/made"]);
  });

  test.each([400, 404])("is not what a %i with a location is: that is a failure", async (status) => {
    api.get("/gone", () => ({ status, headers: { location: "/tags" } }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("gone"), "tags")).rejects.toMatchObject({ status });
    expect(api.requests.map(({ path }) => path)).toEqual(["/gone"]);
  });

  test("that goes in circles ends in an error after five hops", async () => {
    api.get("/old", () => ({ status: 302, headers: { location: "/old" } }));
    const { client } = clientOf(api.url);
    const error = await rejectionOf(client.send(client.request("old"), "tags"));
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toHaveProperty("message", "GET /old was redirected more than 5 times. Check base_url.");
    expect(api.requests).toHaveLength(6);
  });

  test("of five hops is followed to its end", async () => {
    api.get("/hop/:left", ({ params }) => ({
      status: 307,
      headers: { location: params["left"] === "1" ? "/tags" : `/hop/${Number(params["left"]) - 1}` },
    }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("hop/5"), "tags")).resolves.toMatchObject({ status: 200 });
  });

  test("without a target is an answer that is not understood", async () => {
    api.get("/old", () => ({ status: 302 }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("old"), "tags")).rejects.toMatchObject({ status: 302 });
  });

  test("that ends in a failure is followed again from its start", async () => {
    api.get("/old", () => ({ status: 302, headers: { location: "/tags" } }));
    api.inject({ at: ({ path }) => path === "/tags", reply: { status: 500 } });
    const { client } = clientOf(api.url);
    await client.send(client.request("old"), "tags");
    expect(api.requests.map(({ path }) => path)).toEqual(["/old", "/tags", "/old", "/tags"]);
  });
});

describe("an abort", () => {
  test("ends a call that waits for a reply, with the signal's reason and without another attempt", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const transport = {
      send: (_request: unknown, signal: AbortSignal) => {
        setImmediate(() => stop.abort(reason));
        return new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    };
    const { client, observer } = clientOf(api.url, { signal: stop.signal, transport });
    expect(await rejectionOf(client.send(client.request("tags"), "tags"))).toBe(reason);
    expect(observer.lines).toEqual(["tags: GET /tags"]);
  });

  test("keeps a call from starting", async () => {
    const { client } = clientOf(api.url, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(client.send(client.request("tags"), "tags")).rejects.toThrow("enough");
    expect(api.requests).toEqual([]);
  });
});
