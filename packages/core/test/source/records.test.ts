import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import * as z from "zod";
import {
  BearerAuth,
  ConfigError,
  ConnectorError,
  CursorTokenPaginator,
  HttpStream,
  type LogEntry,
  path,
  type RecordsOptions,
  type Slice,
  Source,
  s,
  secret,
  TransientError,
  when,
} from "../../src/index.js";

const config = z.looseObject({
  token: secret({ title: "Token", description: "From the settings page." }),
});
type Config = z.infer<typeof config>;

const item = s.record({ id: s.key(s.integer), name: s.string });
const part = s.record({ itemId: s.key(s.integer), id: s.key(s.integer) });

class Items extends HttpStream<Config> {
  readonly name = "items";
  readonly description = "Things, page by page.";
  readonly schema = item;
  readonly primaryKey = ["id"];
  override readonly recordsAt = "items";
  override readonly paginator = new CursorTokenPaginator({ at: "next", param: "from" });
  path() {
    return "items";
  }
}

class Parts extends HttpStream<Config> {
  readonly name = "parts";
  readonly description = "Parts of each thing.";
  readonly schema = part;
  readonly primaryKey = ["itemId", "id"];
  override readonly addParentFields = ["itemId"];
  override readonly errors = [when({ status: 403 }).skip("No right.")];
  override slices() {
    return this.each(Items, ({ id }) => ({ itemId: id }));
  }
  path({ itemId }: Slice) {
    return path`items/${itemId}/parts`;
  }
}

const deep = s.record({
  id: s.key(s.integer),
  owner: s.object({ name: s.string }),
  lines: s.array(s.object({ sku: s.string })),
  traits: s.openObject,
  any: s.json,
});

class Deep extends HttpStream<Config> {
  readonly name = "deep";
  readonly description = "Things with things in them.";
  readonly schema = deep;
  readonly primaryKey = ["id"];
  path() {
    return "deep";
  }
}

class Unlisted extends Items {
  override readonly name = "items" as const;
}

class Acme extends Source<typeof config> {
  readonly name = "acme";
  readonly title = "Acme";
  readonly version = "1.0.0";
  readonly documentationUrl = "https://example.com/docs";
  readonly config = config;
  readonly streams = [Items, Parts, Deep];
  readonly limits = { concurrency: 2, requestsPerMinute: 100_000 };
  baseUrl() {
    return "https://api.example.com";
  }
  authenticator({ token }: Config) {
    return new BearerAuth({ token });
  }
  async probe() {}
}

const PAGES = 50;
const TOKEN = "t-very-secret";
let api: FakeApi;
const source = new Acme();

beforeEach(async () => {
  api = await FakeApi.start();
  api.get("/items", ({ query }) => {
    const page = Number(query.get("from") ?? 1);
    const next = page < PAGES ? { next: `${page + 1}` } : { next: null };
    return { json: { items: [{ id: page * 10, name: `p${page}` }, { id: page * 10 + 1 }], ...next } };
  });
  api.get("/items/:id/parts", () => ({ json: [{ id: 1 }] }));
});
afterEach(() => api.close());

const settings = (more: object = {}) => ({ token: TOKEN, base_url: api.url, ...more });

/** Options with a list of log entries and a clock whose sleeps take no time. */
function around<O extends RecordsOptions>(options?: O) {
  const log: LogEntry[] = [];
  return { log, options: { clock: new FastClock(), onLog: (entry: LogEntry) => void log.push(entry), ...options } };
}

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of records) list.push(each);
  return list;
}

/** The records before the failure of a read, and its error. */
async function untilError<T>(records: AsyncIterable<T>): Promise<{ before: T[]; error: unknown }> {
  const before: T[] = [];
  try {
    for await (const each of records) before.push(each);
  } catch (error) {
    return { before, error };
  }
  return { before, error: undefined };
}

describe("Source.records", () => {
  test("returns all records of a stream class in order, with their type", async () => {
    const ids: number[] = []; // the type of the list is checked by the compiler
    for await (const { id } of source.records(Items, settings())) ids.push(id);
    expect(ids).toHaveLength(2 * PAGES);
    expect(ids.slice(0, 3)).toEqual([10, 11, 20]);
    expect(api.requests[0]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  });

  test("returns the same records for a stream's name", async () => {
    expect(await all(source.records("items", settings()))).toEqual(await all(source.records(Items, settings())));
  });

  test("returns records of a child stream with the parent's id", async () => {
    const parts = await all(source.records(Parts, settings()));
    expect(parts[1]).toEqual({ itemId: 11, id: 1 });
    expect(parts).toHaveLength(2 * PAGES);
  });

  test("sends no request before the first record is requested", async () => {
    const records = source.records(Items, settings());
    await records.return();
    expect(api.requests).toEqual([]);
  });
});

/** Checked by the compiler; at run time all fields are there. */
describe("the types of records", () => {
  const body = {
    id: 1,
    plan: "x",
    owner: { name: "n", age: 7 },
    lines: [{ sku: "s", n: 1 }],
    traits: { vip: true },
    any: 2,
  };
  beforeEach(() => void api.get("/deep", () => ({ json: [body] })));

  test("have only the fields of the schema, at any depth", async () => {
    const records = await all(source.records(Deep, settings()));
    expect(records).toHaveLength(1);
    for (const one of records) {
      const declared: [number, string | null | undefined, string | null | undefined, unknown, unknown] = [
        one.id,
        one.owner?.name,
        one.lines?.[0]?.sku,
        one.traits?.["vip"],
        one.any,
      ];
      expect(declared).toEqual([1, "n", "s", true, 2]);
      // @ts-expect-error: the schema has no such field
      expect(one.plan).toBe("x");
      // @ts-expect-error: nor inside of one
      expect(one.owner?.age).toBe(7);
      // @ts-expect-error: nor in a list
      expect(one.lines?.[0]?.n).toBe(1);
      expect((one as Record<string, unknown>)["plan"]).toBe("x");
      expect(one).toEqual(body);
    }
  });

  test("are as strict with bigints", async () => {
    const records = await all(source.records(Deep, settings(), { integers: "bigint" }));
    expect(records).toHaveLength(1);
    for (const one of records) {
      const id: number | bigint = one.id;
      // @ts-expect-error: the schema has no such field
      expect([id, one.plan]).toEqual([1, "x"]);
      // @ts-expect-error: nor inside of one
      expect(one.owner?.age).toBe(7);
    }
  });

  test("do not compile with an unknown setting or one of another type, at any depth", async () => {
    const base_url = api.url;
    const streams = [
      // @ts-expect-error: it is misspelt
      source.records(Items, { token: TOKEN, base_url, tokem: TOKEN }),
      // @ts-expect-error: it is misspelt
      source.records("items", { token: TOKEN, base_url, tokem: TOKEN }),
      // @ts-expect-error: it is misspelt
      source.records(Items, { token: TOKEN, base_url, limits: { atempts: 1 } }),
      // @ts-expect-error: it is a number
      source.records(Items, { token: 1, base_url }),
      // @ts-expect-error: it is missing
      source.records(Items, { base_url }),
      source.records(Items, { token: TOKEN, base_url, concurrency: 1, limits: { attempts: 1 } }),
    ];
    for (const records of streams) await records.return();
    expect(api.requests).toEqual([]);
  });
});

describe("an error of Source.records", () => {
  test("names the stream and a remedy, and contains no secret", async () => {
    const reply = { status: 400, text: `bad token ${TOKEN}` };
    api.inject({ at: ({ query }) => query.get("from") === "3", times: 99, reply });
    const { before, error } = await untilError(source.records(Items, settings(), around().options));
    expect(before).toHaveLength(4);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ stream: "items", status: 400, message: expect.stringContaining('Stream "items":') });
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(TOKEN);
    expect((error as Error).cause).toBeUndefined();
  });

  test("is thrown with its failure type after retries, which are logged", async () => {
    api.inject({ at: () => true, times: 2, reply: { status: 500 } });
    const { log, options } = around();
    expect(await all(source.records(Items, settings(), options))).toHaveLength(2 * PAGES);
    expect(log.map(({ text }) => text)).toContainEqual(expect.stringContaining("Trying again"));
    api.inject({ at: () => true, times: 99, reply: { status: 500 } });
    const { error } = await untilError(source.records(Items, settings(), options));
    expect(error).toBeInstanceOf(TransientError);
  });

  test("is thrown for the child of a failed parent", async () => {
    api.inject({ at: ({ query }) => query.get("from") === "2", times: 99, reply: { status: 401 } });
    const { error } = await untilError(source.records(Parts, settings(), around().options));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ stream: "parts" });
  });

  test("is thrown for an invalid config before any request, without a hint on the environment", async () => {
    const { error } = await untilError(source.records("items", { token: undefined as unknown as string }));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toBe(
      "The config cannot be used. token is missing: set it in the config. From the settings page.",
    );
    expect(api.requests).toEqual([]);
  });

  test("names the known streams if the stream is unknown", async () => {
    for (const which of ["item", Unlisted] as const) {
      const { error } = await untilError(
        typeof which === "string" ? source.records(which, settings()) : source.records(which, settings()),
      );
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain("Available: items, parts, deep.");
    }
  });
});

describe("onLog", () => {
  test("gets skipped slices, unknown settings, and fields of another type", async () => {
    api.inject({ at: ({ path }) => path === "/items/20/parts", reply: { status: 403, json: { error: "refused" } } });
    api.inject({ at: ({ path }) => path === "/items/30/parts", reply: { json: [{ id: "x" }] } });
    const { log, options } = around();
    const parts = await all(source.records(Parts, settings({ tokem: 1 }), options));
    expect(parts).toHaveLength(2 * PAGES - 1);
    const warnings = log.filter(({ level }) => level === "WARN").map(({ text }) => text);
    expect(warnings).toEqual([
      'Unknown setting "tokem" in the config.',
      "itemId 20 was skipped because the API refuses it (HTTP 403). No right.",
      expect.stringContaining("A record does not match the schema and is passed on unchanged: id:"),
    ]);
  });
});

describe("integers beyond 2^53", () => {
  const body = '{"items":[{"id":9007199254740993,"n":1.5,"deep":[{"big":-9007199254740993}]},{"id":7}],"next":null}';
  beforeEach(() => {
    api.inject({ at: () => true, reply: { text: body, headers: { "content-type": "application/json" } } });
  });

  test("are rounded with one warning", async () => {
    const { log, options } = around();
    const [first] = await all(source.records(Items, settings(), options));
    expect(first?.id).toBe(9007199254740992);
    expect(log.filter(({ text }) => text.includes("2^53"))).toHaveLength(1);
  });

  test("are bigints on request; other numbers are not", async () => {
    const { log, options } = around({ integers: "bigint" as const });
    const records = await all(source.records(Items, settings(), options));
    const ids: (number | bigint)[] = records.map(({ id }) => id);
    expect(ids).toEqual([9007199254740993n, 7]);
    expect(records[0]).toMatchObject({ n: 1.5, deep: [{ big: -9007199254740993n }] });
    expect(log).toEqual([]);
  });
});

describe("the end of a read", () => {
  /** The number of requests, after all that were in flight have ended. */
  async function requestsAfterPending(): Promise<number> {
    const seen = api.requests.length;
    await fetch(`${api.url}/items?from=${PAGES}`); // after all earlier requests
    await fetch(`${api.url}/items?from=${PAGES}`);
    return seen;
  }

  test("comes without further requests when a consumer stops", async () => {
    const records = source.records(Items, settings());
    await records.next();
    await requestsAfterPending();
    const before = api.requests.length;
    await requestsAfterPending();
    expect(api.requests.length).toBe(before + 2);
    expect(before).toBeLessThan(10);
    await records.return();
  });

  test("comes when the loop is left, even while children wait for their parent", async () => {
    for await (const _record of source.records(Parts, settings())) break;
    await requestsAfterPending();
    const before = api.requests.length;
    await requestsAfterPending();
    expect(api.requests.length).toBe(before + 2);
  });

  test("comes with the reason of an abort before the read, during it, or while it waits for a reply", async () => {
    const reason = new Error("enough");
    const before = await untilError(source.records(Items, settings(), { signal: AbortSignal.abort(reason) }));
    expect(before).toEqual({ before: [], error: reason });
    expect(api.requests).toEqual([]);

    const between = new AbortController();
    const ids: number[] = [];
    const reading = async () => {
      for await (const { id } of source.records(Items, settings(), { signal: between.signal })) {
        ids.push(id);
        if (ids.length === 3) between.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
    expect(ids).toEqual([10, 11, 20]);

    const waiting = new AbortController();
    const abort = () => {
      waiting.abort(reason); // during the request, so its response cannot be read yet
      return { json: { items: [], next: null } };
    };
    api.inject({ at: () => true, reply: abort });
    await expect(all(source.records(Items, settings(), { signal: waiting.signal }))).rejects.toBe(reason);
  });
});
