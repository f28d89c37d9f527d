import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock, RESET } from "@sluice/testkit";
import { ConfigError, SystemError, TransientError } from "../../src/errors/connector-error.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import { createRequest } from "../../src/http/request.js";
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

/** Signs with an increasing number, so that a reused signature is noticed. */
function countingSigner() {
  let count = 0;
  return {
    ...UNSIGNED,
    authenticate: async (request: Parameters<typeof UNSIGNED.authenticate>[0]) =>
      Object.freeze({ ...request, headers: { ...request.headers, "x-signature": `s${++count}` } }),
  };
}

const signatures = () => api.requests.map(({ headers }) => headers["x-signature"]);

describe("a request of HttpClient", () => {
  test("is sent below the base URL with its query, and returns the response", async () => {
    const { client, observer, clock } = clientOf(api.url);
    const response = await client.send(client.request("tags", { page: 2 }), "tags");
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.body.toString("utf8")).toBe('{"page":"2"}');
    expect(observer.lines).toEqual(["tags: GET /tags"]);
    expect(clock.sleeps).toEqual([]);
  });

  test("is signed by an asynchronous authenticator, and the caller's request stays unsigned", async () => {
    const { client } = clientOf(api.url, { authenticator: countingSigner() });
    const request = client.request("tags");
    await client.send(request, "tags");
    expect(signatures()).toEqual(["s1"]);
    expect(request.headers).toEqual({});
  });

  test("returns a response that the authenticator has scrubbed", async () => {
    const authenticator = {
      ...UNSIGNED,
      scrubResponse: (response: Parameters<typeof UNSIGNED.scrubResponse>[0]) => ({
        ...response,
        body: Buffer.from("clean"),
      }),
    };
    const { client } = clientOf(api.url, { authenticator });
    const { body } = await client.send(client.request("tags"), "tags");
    expect(body.toString("utf8")).toBe("clean");
  });

  test("is reported to the observer without its query", async () => {
    const { client, observer } = clientOf(api.url);
    await client.send(client.request("tags", { api_key: "s3cr3t" }), "tags");
    expect(observer.lines.join()).not.toContain("s3cr3t");
  });
});

describe("a failed attempt of HttpClient", () => {
  test.each([
    ["a 500", { status: 500 }, "500"],
    ["a 503", { status: 503 }, "503"],
    ["a 408", { status: 408 }, "408"],
    ["a reset connection", RESET, "TransientError"],
  ] as const)("is retried after a wait and reported to the observer, after %s", async (_what, reply, reported) => {
    api.inject({ at: any, times: 2, reply });
    const { client, observer, clock } = clientOf(api.url);
    const startMs = clock.now();
    await expect(client.send(client.request("tags"), "tags")).resolves.toMatchObject({ status: 200 });
    const round = ["tags: GET /tags", `tags: retry after ${reported}`, "tags: waits for retry"];
    expect(observer.lines).toEqual([...round, ...round, "tags: GET /tags"]);
    expect(clock.sleeps).toHaveLength(2);
    expect(observer.waits).toHaveLength(2);
    expect(observer.waits.map(({ delayMs }) => delayMs)).toEqual(clock.sleeps);
    let sleptMs = 0;
    for (const { delayMs, untilMs } of observer.waits) {
      sleptMs += delayMs;
      expect(untilMs).toBeGreaterThanOrEqual(startMs + sleptMs);
      expect(untilMs).toBeLessThanOrEqual(clock.now());
    }
  });

  test("is signed again and takes a slot of the rate limiter each time", async () => {
    api.inject({ at: any, times: 3, reply: { status: 500 } });
    const clock = new FastClock();
    const rateLimiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 2 }, clock);
    const retry = { attempts: 4, budgetMs: 600_000, baseDelayMs: 1, maxDelayMs: 1, maxWaitMs: 60_000 };
    const { client, observer } = clientOf(api.url, { authenticator: countingSigner(), rateLimiter, clock, retry });
    await client.send(client.request("tags"), "tags");
    expect(signatures()).toEqual(["s1", "s2", "s3", "s4"]);
    const held = observer.waits.filter(({ reason }) => reason === "rate limit").map(({ delayMs }) => delayMs);
    expect(held[0]).toBeGreaterThan(59_000);
  });

  test("is thrown if it is the last one", async () => {
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
  ])("is not retried for %i", async (status, Kind) => {
    api.inject({ at: any, times: 9, reply: { status } });
    const { client, observer } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).rejects.toBeInstanceOf(Kind);
    expect(observer.lines).toEqual(["tags: GET /tags"]);
  });
});

describe("a rate limit of HttpClient", () => {
  test("pauses the rate limiter for as long as the server says", async () => {
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
    const rateLimiter = new RateLimiter({ concurrency: 1, requestsPerMinute: 1000 }, clock);
    const { client } = clientOf(api.url, { clock, rateLimiter });
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

  test("does not count as an attempt", async () => {
    api.inject({ at: any, times: 12, reply: { status: 429, headers: { "x-rate-limit-reset": "2" } } });
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).resolves.toMatchObject({ status: 200 });
    expect(api.requests).toHaveLength(13);
  });

  test.each([
    ["Retry-After: 0", () => ({ "retry-after": "0" })],
    [
      "a reset that is an hour ago by our clock",
      () => ({ "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) - 3600) }),
    ],
  ])("counts as an attempt with %s", async (_what, headers) => {
    api.inject({ at: any, times: 1000, reply: () => ({ status: 429, headers: headers() }) });
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).rejects.toMatchObject({ status: 429 });
    expect(api.requests).toHaveLength(4);
  });

  test("waits for a reset time by the server's clock, if ours is an hour fast", async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 30);
    api.inject({ at: any, times: 9, reply: { status: 429, headers: { "x-ratelimit-reset": reset } } });
    const { client, clock } = clientOf(api.url, {}, new FastClock(Date.now() + 3_600_000));
    await client.send(client.request("tags"), "tags");
    expect(clock.sleeps).toHaveLength(9);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(31_000);
    expect(Math.min(...clock.sleeps)).toBeGreaterThan(15_000);
  });

  test("fails the call at once if it asks for more time than the policy allows", async () => {
    api.inject({ at: any, times: 9, reply: { status: 429, headers: { "retry-after": "601" } } });
    const { client, clock } = clientOf(api.url);
    await expect(client.send(client.request("tags"), "tags")).rejects.toMatchObject({ status: 429 });
    expect(clock.sleeps).toEqual([]);
  });
});

describe("a request of HttpClient to another origin", () => {
  const requests = (base: string, other: string) =>
    [
      ["another host", { ...createRequest(base, "tags"), url: `${other}/tags` }],
      ["another scheme", { ...createRequest(base, "tags"), url: `${base.replace("http:", "https:")}/tags` }],
      ["another port", { ...createRequest(base, "tags"), url: "http://127.0.0.1:1/tags" }],
      [
        "credentials of its own",
        { ...createRequest(base, "tags"), url: `${base.replace("//", "//user:s3cr3t@")}/tags` },
      ],
    ] as const;

  test("is neither signed, nor sent, nor retried", async () => {
    const other = await FakeApi.start();
    const { url } = other;
    let signed = 0;
    const authenticate = (request: Parameters<typeof UNSIGNED.authenticate>[0]) => {
      signed++;
      return request;
    };
    const { client, observer } = clientOf(api.url, { authenticator: { ...UNSIGNED, authenticate } });
    const cases = requests(api.url, url);
    const errors = await Promise.all(cases.map(([, request]) => rejectionOf(client.send(request, "tags"))));
    await other.close();
    expect(errors).toEqual(cases.map(() => expect.any(SystemError)));
    expect(errors.map((error) => everythingIn(error)).filter((text) => text.includes("s3cr3t"))).toEqual([]);
    expect(String(errors[0])).toContain(
      `A request to ${url} was not sent: the connector signs requests to ${api.url} only`,
    );
    expect(signed).toBe(0);
    expect(observer.lines).toEqual([]);
    expect(api.requests).toEqual([]);
    expect(other.requests).toEqual([]);
  });

  test("is allowed if only the spelling of the base URL differs", async () => {
    const { client } = clientOf(`${api.url.replace("http", "HTTP")}/`);
    await expect(client.send(createRequest(api.url, "tags"), "tags")).resolves.toMatchObject({ status: 200 });
  });
});

describe("a redirect of HttpClient", () => {
  test.each([
    ["a path", "/tags?page=7"],
    ["a relative path", "tags?page=7"],
    ["a whole URL", "{base}/tags?page=7"],
  ])("is followed, signed and counted to %s of the same origin", async (_what, location) => {
    api.get("/old", () => ({ status: 302, headers: { location: location.replace("{base}", api.url) } }));
    const { client, observer } = clientOf(api.url, { authenticator: countingSigner() });
    const response = await client.send(client.request("old", { page: 1 }), "tags");
    expect(response.body.toString("utf8")).toBe('{"page":"7"}');
    expect(signatures()).toEqual(["s1", "s2"]);
    expect(observer.lines).toEqual(["tags: GET /old", "tags: GET /tags"]);
  });

  test.each([300, 301, 302, 303, 307, 308])(
    "is refused with the status %i to another origin, which gets no request",
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

  test.each([200, 201, 299])("is not followed for a %i with a location, which is returned", async (status) => {
    api.get("/made", () => ({ status, headers: { location: "/tags" }, text: "made" }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("made"), "tags")).resolves.toMatchObject({ status });
    expect(api.requests.map(({ path }) => path)).toEqual(["/made"]);
  });

  test.each([400, 404])("is not followed for a %i with a location, which is an error", async (status) => {
    api.get("/gone", () => ({ status, headers: { location: "/tags" } }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("gone"), "tags")).rejects.toMatchObject({ status });
    expect(api.requests.map(({ path }) => path)).toEqual(["/gone"]);
  });

  test("causes an error after five hops", async () => {
    api.get("/old", () => ({ status: 302, headers: { location: "/old" } }));
    const { client } = clientOf(api.url);
    const error = await rejectionOf(client.send(client.request("old"), "tags"));
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toHaveProperty("message", "GET /old was redirected more than 5 times. Check base_url.");
    expect(api.requests).toHaveLength(6);
  });

  test("is followed for five hops", async () => {
    api.get("/hop/:left", ({ params }) => ({
      status: 307,
      headers: { location: params["left"] === "1" ? "/tags" : `/hop/${Number(params["left"]) - 1}` },
    }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("hop/5"), "tags")).resolves.toMatchObject({ status: 200 });
  });

  test("causes an error without a location", async () => {
    api.get("/old", () => ({ status: 302 }));
    const { client } = clientOf(api.url);
    await expect(client.send(client.request("old"), "tags")).rejects.toMatchObject({ status: 302 });
  });

  test("is followed again from its start after a failure", async () => {
    api.get("/old", () => ({ status: 302, headers: { location: "/tags" } }));
    api.inject({ at: ({ path }) => path === "/tags", reply: { status: 500 } });
    const { client } = clientOf(api.url);
    await client.send(client.request("old"), "tags");
    expect(api.requests.map(({ path }) => path)).toEqual(["/old", "/tags", "/old", "/tags"]);
  });
});

describe("an abort of HttpClient", () => {
  test("rejects a waiting call with the signal's reason, without another attempt", async () => {
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

  test("prevents a call", async () => {
    const { client } = clientOf(api.url, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(client.send(client.request("tags"), "tags")).rejects.toThrow("enough");
    expect(api.requests).toEqual([]);
  });
});
