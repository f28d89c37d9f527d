/** Values that trip parsers: each goes to stdout as it came, or is an error that says where. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { integer, type JsonObject, type JsonValue, key, path, record, type Slice, text } from "@sluice/core";
import { configuredCatalog, type FakeReply, type Output, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, Notes, Projects, startAcme, Tasks } from "./support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const json = { "content-type": "application/json" };

/** Reads the notes where the vendor answers with this body. */
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

const ODD: readonly (readonly [string, string])[] = [
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

describe("a record goes out byte for byte with", () => {
  test.each(ODD)("%s", async (_what, row) => {
    const output = await notes(`{"items":[${row}, {"id":2,"body":"next"}]}`);
    expect([output.status, output.errors()]).toEqual([0, []]);
    expect(dataOf(output)).toEqual([row, '{"id":2,"body":"next"}']);
  });

  test("a text of 10 MB", async () => {
    const row = `{"id":1,"body":"${"€".repeat(3_500_000)}"}`;
    const output = await notes(`{"items":[${row}]}`);
    expect(output.status).toBe(0);
    expect(dataOf(output)[0] === row).toBe(true); // no diff of ten megabytes, please
  });
});

test("what only some readers take for the end of a line is written as an escape", async () => {
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

describe("a record of a stream that injects goes out as it came behind the injected field, with", () => {
  test.each(ODD)("%s", async (_what, row) => {
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p1" }] } } });
    acme.api.inject({
      at: ({ path: asked }) => asked.endsWith("/tasks"),
      reply: { headers: json, text: `{"items":[${row}]}` },
    });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["tasks"] });
    expect([output.status, output.errors()]).toEqual([0, []]);
    expect(dataOf(output)).toEqual([`{"project_id":"p1",${row.slice(1)}`]);
  });
});

/** Builds its records itself, so they are written anew. */
class Rebuilt extends Notes {
  protected override records(body: JsonValue): readonly JsonObject[] {
    return (body as { items: JsonObject[] }).items.map((item) => ({ ...item }));
  }
}

class RebuildingAcme extends Acme {
  protected override readonly streams = [Rebuilt];
}

describe("a record that a stream builds itself says the same, with", () => {
  test.each(ODD.filter(([what]) => !/twice|need not|digits/.test(what)))("%s", async (_what, row) => {
    const output = await notes(`{"items":[${row}]}`, json, new RebuildingAcme());
    expect([output.status, output.errors()]).toEqual([0, []]);
    expect(dataOf(output)).toEqual([row]);
  });
});

/** Tasks under a parent's field of any name. */
function tasksInjecting(name: string) {
  return class extends Acme {
    protected override readonly streams = [
      Projects,
      class extends Tasks {
        override readonly schema = record({ project_id: key(text), id: key(integer), title: text });
        override readonly primaryKey = ["id"] as never;
        protected override readonly inject = [name] as never;
        protected override slices() {
          return this.each(Projects, ({ id }) => Object.fromEntries([[name, id]]) as never);
        }
        protected override path(slice: Slice) {
          return path`v1/projects/${Object.entries(slice)[0]?.[1]}/tasks`;
        }
      },
    ];
  };
}

describe("a field that is injected may have any name:", () => {
  test.each(["__proto__", "constructor", "toString", "", "hasOwnProperty"])("%j", async (name) => {
    const Source = tasksInjecting(name);
    acme.account.tasks = { p1: [{ id: 1, title: "Plan" }] };
    const output = await runSource(new Source(), "read", { config: acme.config, streams: ["tasks"] });
    expect([output.status, output.errors()]).toEqual([0, []]);
    expect(dataOf(output)).toEqual([`{${JSON.stringify(name)}:"p1","id":1,"title":"Plan"}`]);
  });

  test.each(["constructor", "toString"])("but %j is none that each object has", async (name) => {
    class Wrong extends Tasks {
      protected override readonly inject = [name] as never;
    }
    class WrongAcme extends Acme {
      protected override readonly streams = [Projects, Wrong];
    }
    const output = await runSource(new WrongAcme(), "read", { config: acme.config, streams: ["tasks"] });
    expect(output.errors("tasks")).toEqual([
      expect.objectContaining({ message: expect.stringContaining("which its slices do not have") }),
    ]);
  });
});

describe("a partition may have any name:", () => {
  test.each(["__proto__", "constructor", "toString"])("%j", async (id) => {
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
    expect([rest.status, dataOf(rest)]).toEqual([0, ['{"project_id":"p0","id":7}']]);
  });
});

test("a byte-order mark in front of the body is no part of it", async () => {
  const output = await notes(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"items":[{"id":1}]}')]));
  expect([output.status, dataOf(output)]).toEqual([0, ['{"id":1}']]);
});

describe("bytes that are not UTF-8", () => {
  test.each([
    ["a byte of another encoding", [0xe9]],
    ["a letter cut short", [0xe2, 0x82]],
    ["half a surrogate pair as bytes", [0xed, 0xa0, 0x80]],
    ["a letter written too long", [0xc0, 0xaf]],
  ])("are a system_error that names the endpoint, and nothing of the page is used: %s", async (_what, bytes) => {
    const body = [Buffer.from('{"items":[{"id":1},{"id":2,"body":"'), Buffer.from(bytes), Buffer.from('"}]}')];
    const output = await notes(Buffer.concat(body));
    expect([output.status, dataOf(output)]).toEqual([1, []]);
    expect(output.errors("notes")).toEqual([
      expect.objectContaining({
        failure_type: "system_error",
        message: expect.stringMatching(/GET \/v1\/notes .*bytes that are not UTF-8/),
      }),
    ]);
  });

  test("are read in the encoding that the reply names", async () => {
    const body = Buffer.from('{"items":[{"id":1,"body":"é"}]}', "latin1");
    const output = await notes(body, { "content-type": "application/json; charset=iso-8859-1" });
    expect(dataOf(output)).toEqual(['{"id":1,"body":"é"}']);
  });
});

describe("what leads to the next page", () => {
  test.each([
    ["half a surrogate pair", '"a\\ud800"'],
    ["a number beyond 2^53", "9007199254740993"],
    ["1e400", "1e400"],
  ])("is an error where it cannot be sent back as it came: %s", async (_what, token) => {
    const text = `{"items":[{"id":"p1"}],"next":${token}}`;
    acme.api.inject({ at: atProjects, reply: { headers: json, text } });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["projects"] });
    expect([output.status, dataOf(output)]).toEqual([1, ['{"id":"p1"}']]);
    expect(output.errors("projects")).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/GET \/v1\/projects .*"next" that is not a cursor/) }),
    ]);
  });

  test("may have letters that a URL writes otherwise, NUL among them", async () => {
    const token = "\u0000&=+ %é🔑__proto__";
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p1" }], next: token } } });
    acme.api.inject({ at: atProjects, reply: { json: { items: [{ id: "p2" }], next: null } } });
    const output = await runSource(new Acme(), "read", { config: acme.config, streams: ["projects"] });
    expect([output.status, acme.api.requests[1]?.query.get("cursor")]).toEqual([0, token]);
  });
});
