import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import * as z from "zod";
import {
  BearerAuth,
  baseUrlSetting,
  ConfigError,
  ConnectorError,
  CursorToken,
  commonSettings,
  HttpStream,
  integer,
  json,
  key,
  list,
  type Note,
  object,
  openObject,
  path,
  type RecordsOptions,
  record,
  type Slice,
  Source,
  secret,
  TransientError,
  text,
} from "../../src/index.js";

const config = z.looseObject({
  token: secret({ title: "Token", description: "From the settings page." }),
  ...commonSettings,
  base_url: baseUrlSetting,
});
type Config = z.infer<typeof config>;

const item = record({ id: key(integer), name: text });
const part = record({ itemId: key(integer), id: key(integer) });

class Items extends HttpStream<typeof item, Config> {
  readonly name = "items";
  readonly description = "Things, page by page.";
  readonly schema = item;
  readonly primaryKey = ["id"];
  protected override readonly recordsAt = "items";
  protected override readonly paginator = new CursorToken({ at: "next", param: "from" });
  protected path() {
    return "items";
  }
}

class Parts extends HttpStream<typeof part, Config> {
  readonly name = "parts";
  readonly description = "Parts of each thing.";
  readonly schema = part;
  readonly primaryKey = ["itemId", "id"];
  protected override readonly inject = ["itemId"];
  protected override readonly skipSliceOn = [403];
  protected override slices() {
    return this.each(Items, ({ id }) => ({ itemId: id }));
  }
  protected path({ itemId }: Slice) {
    return path`items/${itemId}/parts`;
  }
}

const deep = record({
  id: key(integer),
  owner: object({ name: text }),
  lines: list(object({ sku: text })),
  traits: openObject,
  any: json,
});

class Deep extends HttpStream<typeof deep, Config> {
  readonly name = "deep";
  readonly description = "Things with things in them.";
  readonly schema = deep;
  readonly primaryKey = ["id"];
  protected path() {
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
  protected readonly streams = [Items, Parts, Deep];
  protected readonly limits = { concurrency: 2, requestsPerMinute: 100_000 };
  protected baseUrl({ base_url }: Config) {
    return base_url ?? "https://api.example.com";
  }
  protected authenticator({ token }: Config) {
    return new BearerAuth(token);
  }
  protected async probe() {}
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

/** All notes, in a list, and time that does not pass. */
function around<O extends RecordsOptions>(options?: O) {
  const notes: Note[] = [];
  return { notes, options: { clock: new FastClock(), onNote: (note: Note) => void notes.push(note), ...options } };
}

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of records) list.push(each);
  return list;
}

/** What a read gave before it failed, and the failure. */
async function untilError<T>(records: AsyncIterable<T>): Promise<{ came: T[]; error: unknown }> {
  const came: T[] = [];
  try {
    for await (const each of records) came.push(each);
  } catch (error) {
    return { came, error };
  }
  return { came, error: undefined };
}

describe("records", () => {
  test("of a class have its type, and come whole and in order", async () => {
    const ids: number[] = []; // the type of the list is checked by the compiler
    for await (const { id } of source.records(Items, settings())) ids.push(id);
    expect(ids).toHaveLength(2 * PAGES);
    expect(ids.slice(0, 3)).toEqual([10, 11, 20]);
    expect(api.requests[0]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  });

  test("of a name are the same", async () => {
    expect(await all(source.records("items", settings()))).toEqual(await all(source.records(Items, settings())));
  });

  test("of a child carry its parent's id", async () => {
    const parts = await all(source.records(Parts, settings()));
    expect(parts[1]).toEqual({ itemId: 11, id: 1 });
    expect(parts).toHaveLength(2 * PAGES);
  });

  test("are not asked for until somebody wants the first one", async () => {
    const records = source.records(Items, settings());
    await records.return();
    expect(api.requests).toEqual([]);
  });
});

/** What the compiler says; at run time all that came is there. */
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

  test("have the fields of the schema and no others, at any depth; a cast reaches what it does not have", async () => {
    for await (const one of source.records(Deep, settings())) {
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

  test("are as strict where numbers may be bigints", async () => {
    for await (const one of source.records(Deep, settings(), { integers: "bigint" })) {
      const id: number | bigint = one.id;
      // @ts-expect-error: the schema has no such field
      expect([id, one.plan]).toEqual([1, "x"]);
      // @ts-expect-error: nor inside of one
      expect(one.owner?.age).toBe(7);
    }
  });

  test("and a setting that there is not does not compile, at any depth, nor one of another type", async () => {
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

describe("what goes wrong", () => {
  test("a page that fails ends the loop, with the stream, what to do, and no secret", async () => {
    const reply = { status: 400, text: `bad token ${TOKEN}` };
    api.inject({ at: ({ query }) => query.get("from") === "3", times: 99, reply });
    const { came, error } = await untilError(source.records(Items, settings(), around().options));
    expect(came).toHaveLength(4);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ stream: "items", status: 400, message: expect.stringContaining('Stream "items":') });
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(TOKEN);
    expect((error as Error).cause).toBeUndefined();
  });

  test("a busy API is tried again, and each try is told; the error keeps its kind", async () => {
    api.inject({ at: () => true, times: 2, reply: { status: 500 } });
    const { notes, options } = around();
    expect(await all(source.records(Items, settings(), options))).toHaveLength(2 * PAGES);
    expect(notes.map(({ text }) => text)).toContainEqual(expect.stringContaining("It is tried again"));
    api.inject({ at: () => true, times: 99, reply: { status: 500 } });
    const { error } = await untilError(source.records(Items, settings(), options));
    expect(error).toBeInstanceOf(TransientError);
  });

  test("a parent that fails fails its child", async () => {
    api.inject({ at: ({ query }) => query.get("from") === "2", times: 99, reply: { status: 401 } });
    const { error } = await untilError(source.records(Parts, settings(), around().options));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ stream: "parts" });
  });

  test("a wrong config is one, before any request, and no environment is spoken of", async () => {
    const { error } = await untilError(source.records("items", { token: undefined as unknown as string }));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toBe(
      "The config cannot be used. token is missing: set it in the config. From the settings page.",
    );
    expect(api.requests).toEqual([]);
  });

  test("a stream that the source has not is named, with those it has", async () => {
    for (const which of ["item", Unlisted] as const) {
      const { error } = await untilError(
        typeof which === "string" ? source.records(which, settings()) : source.records(which, settings()),
      );
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain("Take one of: items, parts, deep.");
    }
  });
});

describe("notes", () => {
  test("tell of a part that was left out, of unknown settings, and of a field of another type", async () => {
    api.inject({ at: ({ path }) => path === "/items/20/parts", reply: { status: 403 } });
    api.inject({ at: ({ path }) => path === "/items/30/parts", reply: { json: [{ id: "x" }] } });
    const { notes, options } = around();
    const parts = await all(source.records(Parts, settings({ tokem: 1 }), options));
    expect(parts).toHaveLength(2 * PAGES - 1);
    const warnings = notes.filter(({ level }) => level === "WARN").map(({ text }) => text);
    expect(warnings).toEqual([
      'The config has the unknown key "tokem".',
      "itemId 20 was skipped, for the API refuses it (HTTP 403).",
      expect.stringContaining("A record does not fit the schema and is passed on as it came: id:"),
    ]);
  });
});

describe("integers beyond 2^53", () => {
  const body = '{"items":[{"id":9007199254740993,"n":1.5,"deep":[{"big":-9007199254740993}]},{"id":7}],"next":null}';
  beforeEach(() => {
    api.inject({ at: () => true, reply: { text: body, headers: { "content-type": "application/json" } } });
  });

  test("are rounded, and one note says so", async () => {
    const { notes, options } = around();
    const [first] = await all(source.records(Items, settings(), options));
    expect(first?.id).toBe(9007199254740992);
    expect(notes.filter(({ text }) => text.includes("2^53"))).toHaveLength(1);
  });

  test("are bigints where that is asked for; other numbers are not", async () => {
    const { notes, options } = around({ integers: "bigint" as const });
    const records = await all(source.records(Items, settings(), options));
    const ids: (number | bigint)[] = records.map(({ id }) => id);
    expect(ids).toEqual([9007199254740993n, 7]);
    expect(records[0]).toMatchObject({ n: 1.5, deep: [{ big: -9007199254740993n }] });
    expect(notes).toEqual([]);
  });
});

describe("the end of a read", () => {
  /** How many requests there are when all that was under way has come to its end. */
  async function settled(): Promise<number> {
    const seen = api.requests.length;
    await fetch(`${api.url}/items?from=${PAGES}`); // behind all that was sent before
    await fetch(`${api.url}/items?from=${PAGES}`);
    return seen;
  }

  test("a consumer that stops pulling stops the fetching", async () => {
    const records = source.records(Items, settings());
    await records.next();
    await settled();
    const before = api.requests.length;
    await settled();
    expect(api.requests.length).toBe(before + 2);
    expect(before).toBeLessThan(10);
    await records.return();
  });

  test("who leaves the loop ends it, also while children wait for their parent", async () => {
    for await (const _record of source.records(Parts, settings())) break;
    await settled();
    const before = api.requests.length;
    await settled();
    expect(api.requests.length).toBe(before + 2);
  });

  test("an abort ends it with its reason: before, in between, and while a reply does not come", async () => {
    const reason = new Error("enough");
    const before = await untilError(source.records(Items, settings(), { signal: AbortSignal.abort(reason) }));
    expect(before).toEqual({ came: [], error: reason });
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
      waiting.abort(reason); // while the request is being answered, so its reply cannot be read yet
      return { json: { items: [], next: null } };
    };
    api.inject({ at: () => true, reply: abort });
    await expect(all(source.records(Items, settings(), { signal: waiting.signal }))).rejects.toBe(reason);
  });
});
