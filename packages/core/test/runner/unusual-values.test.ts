/** Values that parsers often change: each is written unchanged, or is an error with its location. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type JsonObject, type JsonValue, path, type Slice, s } from "@sluice/core";
import { configuredCatalog, type FakeReply, type Output, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, Notes, Projects, startAcme, Tasks } from "./support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const json = { "content-type": "application/json" };

/** Reads the notes from this body of the vendor. */
async function notes(body: string | Buffer, headers = json, source = new Acme()): Promise<Output> {
  const reply: FakeReply = { headers, bytes: Buffer.from(body) };
  acme.api.inject({ at: atNotes, reply, times: Number.POSITIVE_INFINITY });
  return runSource(source, "read", { config: acme.config, streams: ["notes"] });
}

/** The texts of the records, byte for byte. */
function dataOf(output: Output): string[] {
  const lines = output.stdout.split("\n").filter((line) => line.startsWith('{"type":"RECORD"'));
  return lines.map((line) => line.slice(line.indexOf('"data":') + 7, -2));
}

const deep = `${'{"d":['.repeat(500)}1${"]}".repeat(500)}`;

const UNUSUAL_RECORDS: readonly (readonly [string, string])[] = [
  ["integers beyond 2^53", '{"id":9007199254740993,"n":-123456789012345678901234567890}'],
  ["1e400", '{"id":1,"n":1e400}'],
  ["-1e400", '{"id":1,"n":-1e400}'],
  ["1e-400", '{"id":1,"n":1e-400}'],
  ["the digits of 1.10 and of -0.0", '{"id":1,"n":1.10,"z":-0.0,"e":1E+2}'],
  ["half a surrogate pair, escaped", '{"id":1,"body":"\\ud800 and \\udc00"}'],
  ["half a surrogate pair as a key", '{"id":1,"\\udfff":1}'],
  ["__proto__ as a key", '{"id":1,"__proto__":{"body":"x"}}'],
  ["constructor and toString as keys", '{"id":1,"constructor":null,"toString":"x","hasOwnProperty":1}'],
  ["1,000 levels of nesting", `{"id":1,"body":${deep}}`],
  ["NUL in a text", '{"id":1,"body":"a\\u0000b"}'],
  ["an empty key", '{"id":1,"":"nameless"}'],
  ["a key twice", '{"id":1,"body":"first","body":"second"}'],
  ["a key twice in two spellings", '{"id":1,"body":"first","b\\u006fdy":"second"}'],
  ["escapes that need not be", '{"id":1,"body":"\\u0041\\/\\ud83d\\udd11"}'],
];

describe("a record", () => {
  test.each(UNUSUAL_RECORDS)("is written byte for byte with %s", async (_what, row) => {
    const output = await notes(`{"items":[${row}, {"id":2,"body":"next"}]}`);
    expect(output.status).toBe(0);
    expect(output.errors()).toEqual([]);
    expect(dataOf(output)).toEqual([row, '{"id":2,"body":"next"}']);
  });

  test("is written byte for byte with a text of 10 MB", async () => {
    const row = `{"id":1,"body":"${"€".repeat(3_500_000)}"}`;
    const output = await notes(`{"items":[${row}]}`);
    expect(output.status).toBe(0);
    expect(dataOf(output)[0] === row).toBe(true); // avoids a diff of ten megabytes
  });
});

test("escapes characters that only some readers treat as a line end", async () => {
  const body = "a\u2028b\u2029c\u0085d";
  acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p\u2028" }] } }, times: 9 });
  acme.api.inject({
    at: ({ path: asked }) => asked.endsWith("/tasks"),
    reply: { headers: json, text: `{"items":[{"id":1,"title":"${body}"},{"id":"x"}]}` },
  });
  const output = await runSource(new Acme(), "read", {
    config: acme.config,
    catalog: configuredCatalog(["tasks"]),
    state: [],
  });
  expect(output.stdout).not.toMatch(/[\u0085\u2028\u2029]/);
  expect(dataOf(output)[0]).toBe('{"project_id":"p\\u2028","id":1,"title":"a\\u2028b\\u2029c\\u0085d"}');
  expect(JSON.parse(dataOf(output)[0] ?? "")).toEqual({ project_id: "p\u2028", id: 1, title: body });
});

describe("a record with a parent field", () => {
  test.each(UNUSUAL_RECORDS)("is written byte for byte after the parent field with %s", async (_what, row) => {
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p1" }] } } });
    acme.api.inject({
      at: ({ path: asked }) => asked.endsWith("/tasks"),
      reply: { headers: json, text: `{"items":[${row}]}` },
    });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["tasks"] });
    expect(output.status).toBe(0);
    expect(output.errors()).toEqual([]);
    expect(dataOf(output)).toEqual([`{"project_id":"p1",${row.slice(1)}`]);
  });
});

/** Builds its records itself, so they are serialized again. */
class Rebuilt extends Notes {
  override records(body: JsonValue): readonly JsonObject[] {
    return (body as { items: JsonObject[] }).items.map((item) => ({ ...item }));
  }
}

class RebuildingAcme extends Acme {
  override readonly streams = [Rebuilt];
}

describe("a record that a stream builds itself", () => {
  test.each(UNUSUAL_RECORDS.filter(([what]) => !/twice|need not|digits/.test(what)))(
    "keeps its values with %s",
    async (_what, row) => {
      const output = await notes(`{"items":[${row}]}`, json, new RebuildingAcme());
      expect(output.status).toBe(0);
      expect(output.errors()).toEqual([]);
      expect(dataOf(output)).toEqual([row]);
    },
  );
});

/** Tasks under a parent's field of any name. */
function tasksWithParentField(name: string) {
  return class extends Acme {
    override readonly streams = [
      Projects,
      class extends Tasks {
        override readonly schema = s.record({ project_id: s.key(s.string), id: s.key(s.integer), title: s.string });
        override readonly primaryKey = ["id"] as never;
        override readonly addParentFields = [name] as never;
        override slices() {
          return this.each(Projects, ({ id }) => Object.fromEntries([[name, id]]) as never);
        }
        override path(slice: Slice) {
          return path`v1/projects/${Object.entries(slice)[0]?.[1]}/tasks`;
        }
      },
    ];
  };
}

describe("a parent field", () => {
  test.each(["__proto__", "constructor", "toString", "", "hasOwnProperty"])("may have the name %j", async (name) => {
    const Source = tasksWithParentField(name);
    acme.account.tasks = { p1: [{ id: 1, title: "Plan" }] };
    const output = await runSource(new Source(), "read", { config: acme.config, streams: ["tasks"] });
    expect(output.status).toBe(0);
    expect(output.errors()).toEqual([]);
    expect(dataOf(output)).toEqual([`{${JSON.stringify(name)}:"p1","id":1,"title":"Plan"}`]);
  });

  test.each(["constructor", "toString"])(
    "is missing if it is %j and only every object's prototype has it",
    async (name) => {
      class Wrong extends Tasks {
        override readonly addParentFields = [name] as never;
      }
      class WrongAcme extends Acme {
        override readonly streams = [Projects, Wrong];
      }
      const output = await runSource(new WrongAcme(), "read", { config: acme.config, streams: ["tasks"] });
      expect(output.errors("tasks")).toEqual([
        expect.objectContaining({ message: expect.stringContaining("which its slices lack") }),
      ]);
    },
  );
});

describe("a partition", () => {
  test.each(["__proto__", "constructor", "toString"])("may have the name %j", async (id) => {
    acme.account.projects = ["p0", id].map((one) => ({ id: one }));
    acme.api.inject({ at: atProjects, reply: { json: { items: acme.account.projects } }, times: 9 });
    const tasksOf =
      (one: string) =>
      ({ path: asked }: { path: string }) =>
        asked === `/v1/projects/${one}/tasks`;
    for (const one of ["p0", id])
      acme.api.inject({ at: tasksOf(one), reply: { json: { items: [{ id: 7 }] } }, times: 9 });
    const catalog = configuredCatalog(["tasks"]);
    const whole = await runSource(new Acme(), "read", { config: acme.config, catalog });
    expect(dataOf(whole)).toEqual(['{"project_id":"p0","id":7}', `{"project_id":"${id}","id":7}`]);

    const done = { partition: { project_id: id, parent_slice: {} }, cursor: { __ab_full_refresh_sync_complete: true } };
    const stream_state = { use_global_cursor: false, states: [done] };
    const state = [{ type: "STREAM", stream: { stream_descriptor: { name: "tasks" }, stream_state } }];
    const rest = await runSource(new Acme(), "read", { config: acme.config, catalog, state });
    expect(rest.status).toBe(0);
    expect(dataOf(rest)).toEqual(['{"project_id":"p0","id":7}']);
  });
});

test("drops a byte-order mark before the body", async () => {
  const output = await notes(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"items":[{"id":1}]}')]));
  expect(output.status).toBe(0);
  expect(dataOf(output)).toEqual(['{"id":1}']);
});

describe("a body with bytes that are not UTF-8", () => {
  test.each([
    ["a byte of another encoding", [0xe9]],
    ["a truncated character", [0xe2, 0x82]],
    ["half a surrogate pair as bytes", [0xed, 0xa0, 0x80]],
    ["an overlong encoding", [0xc0, 0xaf]],
  ])("is a system_error that names the endpoint, and none of its records are written: %s", async (_what, bytes) => {
    const body = [Buffer.from('{"items":[{"id":1},{"id":2,"body":"'), Buffer.from(bytes), Buffer.from('"}]}')];
    const output = await notes(Buffer.concat(body));
    expect(output.status).toBe(1);
    expect(dataOf(output)).toEqual([]);
    expect(output.errors("notes")).toEqual([
      expect.objectContaining({
        failure_type: "system_error",
        message: expect.stringMatching(/GET \/v1\/notes .*bytes that are not UTF-8/),
      }),
    ]);
  });

  test("is decoded with the charset of the reply", async () => {
    const body = Buffer.from('{"items":[{"id":1,"body":"é"}]}', "latin1");
    const output = await notes(body, { "content-type": "application/json; charset=iso-8859-1" });
    expect(dataOf(output)).toEqual(['{"id":1,"body":"é"}']);
  });
});

describe("a token for the next page", () => {
  test.each([
    ["half a surrogate pair", '"a\\ud800"'],
    ["a number beyond 2^53", "9007199254740993"],
    ["1e400", "1e400"],
  ])("is an error if it cannot be sent back unchanged: %s", async (_what, token) => {
    const text = `{"items":[{"id":"p1"}],"next":${token}}`;
    acme.api.inject({ at: atProjects, reply: { headers: json, text } });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["projects"] });
    expect(output.status).toBe(1);
    expect(dataOf(output)).toEqual(['{"id":"p1"}']);
    expect(output.errors("projects")).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/GET \/v1\/projects .*"next" that is not a token/) }),
    ]);
  });

  test("may have characters that a URL encodes, even NUL", async () => {
    const token = "\u0000&=+ %é🔑__proto__";
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p1" }], next: token } } });
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p2" }], next: null } } });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["projects"] });
    expect(output.status).toBe(0);
    expect(acme.api.requests[1]?.query.get("cursor")).toEqual(token);
  });
});
