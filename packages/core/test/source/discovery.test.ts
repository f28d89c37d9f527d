/** Streams and schemas that the API describes. */
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Discovery, HttpStream, path, type Slice, type StreamClass, s } from "@sluice/core";
import { run as runCommand } from "@sluice/core/internal";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import { ConfigError } from "../../src/errors/connector-error.js";
import { type Config, Grid, rowsOf, Tables } from "../support/grid.js";
import { type FakeGrid, startGrid, TOKEN } from "../support/grid-fake.js";

let grid: FakeGrid;
type Command = Parameters<typeof runSource>[1];
const run = (command: Command, options: Parameters<typeof runSource>[2] = {}, source = new Grid()) =>
  runSource(source, command, { config: grid.config, ...options });
const paths = () => grid.api.requests.map((request) => request.path);

beforeEach(async () => {
  grid = await startGrid();
});
afterEach(() => grid.api.close());

async function discover() {
  const output = await run("discover");
  expect(output.errors()).toEqual([]);
  const [catalog] = output.of("CATALOG") as unknown as [{ streams: { name: string; json_schema: Schema }[] }];
  return new Map(catalog.streams.map((stream) => [stream.name, stream.json_schema.properties]));
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly type: unknown; readonly format?: string }>>;
}

describe("discover", () => {
  test("lists the streams that the API describes, with their fields", async () => {
    const streams = await discover();
    expect([...streams.keys()]).toEqual(["tables", "people", "Orders & more", "tags"]);
    expect(streams.get("people")).toEqual({
      id: { type: "integer" },
      name: { type: ["null", "string"] },
      born: { type: ["null", "string"], format: "date" },
      is_admin: { type: ["null", "boolean"] },
    });
    expect(paths()).toEqual(["/tables", "/tables"]);
  });

  test("gives a field of a type that the connector does not know every type", async () => {
    const place = (await discover()).get("Orders & more")?.["place"];
    expect(place).toEqual({ type: ["null", "string", "number", "boolean", "object", "array"] });
  });

  test("shows a field that was added at the vendor in the next run", async () => {
    grid.tables[2]?.fields.push({ name: "color", type: "text" });
    expect((await discover()).get("tags")).toHaveProperty("color");
  });

  test("sends no request where no stream depends on the API", async () => {
    class Fixed extends Grid {
      override readonly streamsFor = undefined as never;
    }
    const output = await run("discover", {}, new Fixed());
    expect(output.of("CATALOG")).toEqual([{ streams: [expect.objectContaining({ name: "tables" })] }]);
    expect(grid.api.requests).toEqual([]);
  });

  test("lists streams that the config makes", async () => {
    class Chosen extends Grid {
      override async streamsFor({ table }: Config) {
        return [rowsOf({ id: "t3", name: String(table), fields: [] })];
      }
    }
    const output = await run("discover", { config: { ...grid.config, table: "labels" } }, new Chosen());
    expect(output.of("CATALOG")).toEqual([{ streams: [expect.objectContaining({ name: "labels" })] }]);
    expect(grid.api.requests).toEqual([]);
  });

  test("has what every config has in the table of streams, and says where the others are", async () => {
    const out = new PassThrough();
    const command = { name: "streams", log: { debug: false, format: "json" }, config: async () => ({}) } as const;
    expect(await runCommand(new Grid(), command, { out, clock: new FastClock(), stop: new AbortController() })).toBe(0);
    const table = String(out.read());
    expect(table).toMatch(/^tables /m);
    expect(table).toContain("discover --config FILE lists them");
    expect(grid.api.requests).toEqual([]);
  });
});

describe("read", () => {
  test("reads every stream that the API describes", async () => {
    const output = await run("read");
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([]);
    expect(new Map([...grid.expected.keys()].map((name) => [name, output.records(name)]))).toEqual(grid.expected);
  });

  test("fails a stream of the catalog that is gone at the vendor, and only that one", async () => {
    const catalog = configuredCatalog(["people", "tags"]);
    grid.tables.splice(2, 1);
    const output = await run("read", { catalog });
    expect(output.status).toBe(1);
    expect(output.errors("tags")).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringContaining("Available: tables, people, Orders & more."),
      }),
    ]);
    expect(output.statuses("tags")).toEqual(["INCOMPLETE"]);
    expect(output.records("people")).toEqual(grid.expected.get("people"));
  });

  test("compares --streams with the streams of the config", async () => {
    const [picked, misspelt] = [await run("read", { streams: ["pe*"] }), await run("read", { streams: ["poeple"] })];
    expect(Object.keys(picked.counts())).toEqual(["people"]);
    expect(misspelt.errors()[0]?.["message"]).toContain('no stream matches "poeple". Available: tables, people');
  });

  test("reads a parent that was made for this run once for all its children", async () => {
    class Children extends Grid {
      override async streamsFor(_config: Config, { records }: Discovery<Config>) {
        const [people] = (await records(Tables)).map(rowsOf);
        return people === undefined ? [] : [childOf(people, "notes"), childOf(people, "tasks")];
      }
    }
    for (const kind of ["notes", "tasks"]) {
      grid.api.get(`/rows/:id/${kind}`, ({ params }) => ({ json: [{ id: Number(params["id"]) * 10 }] }));
    }
    const output = await run("read", {}, new Children());
    expect(output.errors()).toEqual([]);
    expect(output.counts()).toEqual({ notes: 5, tasks: 5 });
    expect(paths().filter((one) => one.startsWith("/tables/t1/rows"))).toHaveLength(3);
  });
});

/** Lists below each row of a table. */
function childOf(Rows: StreamClass<Config>, kind: string): StreamClass<Config> {
  return class extends HttpStream<Config> {
    readonly name = kind;
    readonly description = "A child of rows.";
    readonly schema = s.record({ id: s.key(s.integer) });
    readonly primaryKey = ["id"];
    override slices() {
      return this.each(Rows, ({ id }) => ({ row: Number(id) }));
    }
    path({ row }: Slice) {
      return path`rows/${row}/${kind}`;
    }
  };
}

describe("a description that the API does not give", () => {
  const failing = [
    ["401", { status: 401, json: { token: TOKEN } }, "config_error"],
    ["403", { status: 403 }, "config_error"],
    ["400", { status: 400, json: {} }, "system_error"],
    ["503", { status: 503 }, "transient_error"],
    ["a web page", { text: "<html>down</html>" }, "system_error"],
    ["no list", { json: { items: null } }, "system_error"],
    ["a table without fields", { json: { items: [{ id: "t9", name: "t9" }], next: null } }, "system_error"],
  ] as const;

  test.each(failing)("fails discover and read before any stream starts: %s", async (_what, reply, type) => {
    grid.api.inject({ at: (request) => request.path.startsWith("/tables"), reply, times: Number.POSITIVE_INFINITY });
    for (const command of ["discover", "read"] as const) {
      const output = await run(command);
      expect(output.errors()).toEqual([expect.objectContaining({ failure_type: type })]);
      expect(output.errors()[0]).not.toHaveProperty("stream_descriptor");
      expect(output.lines.map((line) => line.type).filter((one) => one !== "LOG")).toEqual(["TRACE"]);
      expect(output.status).toBe(1);
      expect(output.stdout).not.toContain(TOKEN);
    }
  });

  test.each(["discover", "read"] as const)(
    "is asked for again by %s after an error and a rate limit",
    async (command) => {
      grid.api.inject({ at: () => true, reply: { status: 500 } });
      grid.api.inject({ at: () => true, reply: { status: 429, headers: { "retry-after": "7" } } });
      const clock = new FastClock();
      const output = await run(command, { clock });
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      expect(Math.max(...clock.sleeps)).toBeGreaterThanOrEqual(7000);
    },
  );

  test("does not matter to check, which does not ask for it", async () => {
    grid.api.inject({ at: (request) => request.path.startsWith("/tables"), reply: { status: 500 } });
    const output = await run("check");
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(paths()).toEqual(["/me"]);
  });

  test("fails a check that names streams", async () => {
    grid.api.inject({ at: (request) => request.path.startsWith("/tables"), reply: { status: 403 }, times: 99 });
    const output = await run("check", { streams: ["people"] });
    expect(output.of("CONNECTION_STATUS")[0]).toEqual({
      status: "FAILED",
      message: expect.stringContaining("GET /tables"),
    });
  });
});

describe("names from the API", () => {
  const named = (...names: unknown[]) => {
    grid.tables.length = 0;
    for (const [index, name] of names.entries()) {
      grid.tables.push({ id: `n${index}`, name: name as string, fields: [], rows: [] });
    }
  };

  test.each([
    ["empty", [""], '""'],
    ["blank", ["  "], '"  "'],
    ["a number", [7], "7"],
    ["missing", [undefined], "none"],
    ["null", [null], "null"],
    ["with a line break", ["a\nb"], '"a\\nb"'],
    ["half of a surrogate pair", ["a\ud800"], '"a\\ud800"'],
    ["that of another stream", ["tables", "x"], 'same name: "tables"'],
    ["there twice", ["x", "y", "x", "y"], 'same name: "x", "y"'],
  ])("that are %s fail the run with the names", async (_what, names, shown) => {
    named(...names);
    for (const command of ["discover", "read"] as const) {
      const [error, ...others] = (await run(command)).errors();
      expect(error).toMatchObject({ failure_type: "config_error", message: expect.stringContaining(shown) });
      expect(others).toEqual([]);
    }
  });

  test("may have any characters that people see, and differ in case only", async () => {
    named("Übersicht 📊", "a/b?c#d", "__proto__", "constructor", "Tags", "tags", "x,*{y}");
    const output = await run("read");
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    expect([...(await discover()).keys()]).toHaveLength(8);
  });

  test("that are none fail the run, because a read of nothing would look complete", async () => {
    class Empty extends Grid {
      override async streamsFor() {
        return [];
      }
    }
    const [error] = (await run("read", {}, new Empty())).errors();
    expect(error).toMatchObject({
      failure_type: "config_error",
      message: expect.stringContaining("no streams for this config"),
    });
  });
});

describe("records", () => {
  const config = () => ({ token: TOKEN, base_url: grid.api.url });
  async function all(records: AsyncIterable<unknown>) {
    const found: unknown[] = [];
    for await (const record of records) found.push(record);
    return found;
  }

  test("reads a stream that the API describes by its name", async () => {
    expect(await all(new Grid().records("people", config()))).toEqual(grid.expected.get("people"));
  });

  test("reads a stream that every config has by its class", async () => {
    expect(await all(new Grid().records(Tables, config()))).toEqual(grid.expected.get("tables"));
  });

  test("names the streams of this config where one is missing", async () => {
    await expect(all(new Grid().records("nope", config()))).rejects.toThrow("Available: tables, people, Orders & more");
  });

  test("fails with the refusal, without secrets, if the API does not describe its streams", async () => {
    grid.api.inject({ at: () => true, reply: { status: 401, json: { message: `wrong: ${TOKEN}` } } });
    const error = await all(new Grid().records("people", config())).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ stream: "people", status: 401, message: expect.stringContaining("GET /tables") });
    expect(JSON.stringify(error)).not.toContain(TOKEN);
  });

  test("throws the signal's reason if it aborts during the description", async () => {
    const stop = new AbortController();
    grid.api.inject({
      at: () => true,
      reply: (_request, genuine) => {
        stop.abort(new Error("enough"));
        return genuine;
      },
    });
    await expect(all(new Grid().records("people", config(), { signal: stop.signal }))).rejects.toThrow("enough");
  });
});
