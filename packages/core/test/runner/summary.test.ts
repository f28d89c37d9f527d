/** What a person reads in the log of a read. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { configuredCatalog, FastClock, type Output, RESET, runSource } from "@sluice/testkit";
import { Acme, atNotes, atProjects, type FakeAcme, SECRET, startAcme } from "./support/acme.js";
import { FaultyAcme } from "./support/faulty-acme.js";

let acme: FakeAcme;
const read = (options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new Acme(), "read", { config: acme.config, ...options });

beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

/** The summary's lines, by stream. */
function summary(output: Output): Record<string, string> {
  const texts = output.logs("INFO").filter((text) => text.startsWith("Summary of the read:"));
  expect(texts).toHaveLength(1);
  const lines = texts.join().split("\n").slice(1);
  return Object.fromEntries(lines.map((line) => /^ {2}(\w+): (.*)$/.exec(line)?.slice(1) ?? [line, ""]));
}

describe("the summary", () => {
  test("is the last line, and says per stream records, pages, requests and why the walk ended", async () => {
    const output = await read();
    expect(output.lines.at(-1)).toMatchObject({ log: { message: expect.stringMatching(/^Summary of the read:\n/) } });
    expect(summary(output)).toEqual({
      projects: "5 records, 3 pages, 6 requests, 0 retries, 0.0 s waited, ended: no next cursor after 3 pages",
      tasks: expect.stringMatching(
        /^3 records, 5 pages, 5 requests, 0 retries, 0.0 s waited, ended: .* 5 pages of 5 slices$/,
      ),
      notes: expect.stringMatching(/^3 records, 1 pages, 1 requests, 0 retries, 0.0 s waited, ended: .* 1 page$/),
    });
  });

  test("lists the streams in the order in which they were asked for", async () => {
    const output = await read({ catalog: configuredCatalog(["notes", "projects"]) });
    expect(Object.keys(summary(output))).toEqual(["notes", "projects"]);
  });

  test("counts retries, and the seconds waited for them", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 429, headers: { "retry-after": "2" } } });
    acme.api.inject({ at: atNotes, reply: RESET });
    const clock = new FastClock();
    const output = await read({ streams: ["notes"], clock });
    const waited = clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(2000);
    expect(summary(output)["notes"]).toMatch(
      new RegExp(`^3 records, 1 pages, 3 requests, 2 retries, ${(waited / 1000).toFixed(1)} s waited`),
    );
    expect(output.logs("INFO")).toEqual(
      expect.arrayContaining(["notes: GET /v1/notes answered HTTP 429; trying again"]),
    );
  });

  test("names a parent that was read for its children only, with its requests", async () => {
    expect(summary(await read({ streams: ["tasks"] }))["projects"]).toBe(
      "read for its children only, 3 requests, 0 retries, 0.0 s waited",
    );
  });

  test("says of a failed stream why it failed and how far it came", async () => {
    acme.api.inject({ at: ({ query }) => query.get("cursor") === "4", reply: { status: 403 } });
    const output = await read({ streams: ["projects"] });
    expect(summary(output)["projects"]).toMatch(
      /^4 records, 2 pages, 3 requests, .* failed: GET \/v1\/projects answered HTTP 403/,
    );
    expect(output.logs("ERROR")).toEqual([expect.stringMatching(/^projects: failed after 4 records: .*HTTP 403/)]);
  });

  test("says of a stream that is not there that there is none", async () => {
    expect(summary(await read({ catalog: configuredCatalog(["gone"]) }))["gone"]).toMatch(
      /^0 records, .* failed: no such stream$/,
    );
  });

  test("comes once, also where everything fails", async () => {
    acme.api.inject({ at: () => true, reply: { status: 401 }, times: 99 });
    expect(Object.keys(summary(await read()))).toEqual(["projects", "tasks", "notes"]);
  });
});

test("a stream tells its start and its end, and nothing else, when all goes well", async () => {
  const output = await read({ streams: ["projects"] });
  expect(output.logs()).toEqual([
    "projects: started",
    "projects: ended with 5 records",
    expect.stringMatching(/^Summary/),
  ]);
});

describe("a stream without a record", () => {
  test("is a WARN that says why the walk ended", async () => {
    acme.account.projects = [];
    const output = await read({ streams: ["projects", "tasks"] });
    expect(output.logs("WARN").sort()).toEqual([
      "projects: no records (no next cursor after 1 page)",
      "tasks: no records (its parent has no records)",
    ]);
    expect(output.status).toBe(0);
  });

  test("is no WARN where it failed, for that is an ERROR", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 403 } });
    expect((await read({ streams: ["notes"] })).logs("WARN")).toEqual([]);
  });
});

describe("records that do not fit the schema", () => {
  beforeEach(() => {
    for (const project of acme.account.projects) Object.assign(project, { size: "big", colour: "red", created_at: 17 });
  });

  test("are one WARN per field, counted in the summary, and passed on as they came", async () => {
    const output = await read({ streams: ["projects"] });
    expect(output.logs("WARN").sort()).toEqual([
      "projects: a record does not fit the schema and is passed on as it came: created_at: Invalid input: expected string, received number",
      "projects: a record does not fit the schema and is passed on as it came: size: Invalid input: expected number, received string",
    ]);
    expect(summary(output)["projects"]).toContain("fields that did not fit: size 5×, created_at 5×, ");
    expect(summary(output)["projects"]).toContain("fields not in the schema: colour 5×, ");
    expect(output.records("projects")).toEqual(acme.account.projects);
    expect(output.status).toBe(0);
  });
});

describe("answers that are not what the API promises are an error, never an empty stream", () => {
  test.each([
    [
      "HTML in place of JSON",
      { text: "<html>sign in</html>" },
      /HTML or XML .*instead of JSON/,
      "<html>sign in</html>",
    ],
    ["a body that is cut short", { text: '{"items":[{"id":"p1"}' }, /cut short or broken/, '{"items":[{"id":"p1"}'],
    ["an empty body", { text: "" }, /an empty body/, ""],
    [
      "no list at the record path",
      { json: { data: [] } },
      /no list of records at "items": it is missing/,
      '{"data":[]}',
    ],
    ["a null in place of the list", { json: { items: null } }, /no list .* at "items": it is null/, '{"items":null}'],
    ["a record that is no object", { json: { items: ["p1"] } }, /a string where a record is due/, '{"items":["p1"]}'],
    ["a key in what is no list", { json: { x: SECRET } }, /no list of records at "items"/, '{"x":"****"}'],
    ["a key in what is no JSON", { text: `<p>${SECRET}` }, /instead of JSON/, "<p>****"],
  ])("%s, of which the log has the start", async (_what, reply, message, start) => {
    acme.api.inject({ at: atProjects, reply, times: 9 });
    const output = await read({ streams: ["projects"] });
    expect([output.status, output.statuses("projects").at(-1)]).toEqual([1, "INCOMPLETE"]);
    const [error] = output.errors("projects");
    const told = String(error?.["message"]).replace('Stream "projects": ', "");
    expect(told).toMatch(message);
    expect(told.match(/GET \/v1\/projects/g)).toHaveLength(1);
    const bytes = Buffer.byteLength("text" in reply ? reply.text : JSON.stringify(reply.json));
    expect(error?.["internal_message"]).toBe(`${told} | the body has ${bytes} bytes: ${start}`);
    expect(output.logs("WARN").join()).not.toContain("no records");
  });

  test("a page that comes again", async () => {
    acme.api.inject({ at: atProjects, reply: { json: { items: acme.account.projects, next: 4 } }, times: 9 });
    const output = await read({ streams: ["projects"] });
    expect([output.status, output.counts()]).toEqual([1, { projects: 5 }]);
    expect(output.errors("projects")[0]?.["message"]).toMatch(/hold the same 5 records/);
  });
});

test("of a long page that is not understood the log has the first 200 characters, on one line", async () => {
  const text = JSON.stringify({ data: "x".repeat(500) }, null, 2);
  acme.api.inject({ at: atProjects, reply: { text } });
  const output = await read({ streams: ["projects"] });
  expect(output.errors()[0]?.["internal_message"]).toMatch(/\| the body has 516 bytes: \{ "data": "x{180,190}…$/);
});

test("a bug in one stream is a TRACE system_error with its stack, and the others are read", async () => {
  const output = await runSource(new FaultyAcme(), "read", { config: acme.config, streams: ["buggy", "notes"] });
  expect([output.status, output.counts(), output.order("buggy")]).toEqual([
    1,
    { notes: 3 },
    "STARTED RUNNING STATE ERROR INCOMPLETE",
  ]);
  expect(output.errors()).toEqual([
    {
      message: expect.stringMatching(/^Stream "buggy": Something unexpected happened .* Please report it\.$/),
      internal_message: expect.stringContaining("Cannot read properties of undefined (reading 'here')"),
      failure_type: "system_error",
      stack_trace: expect.stringMatching(/^TypeError: .*\n\s+at Buggy\./),
      stream_descriptor: { name: "buggy" },
    },
  ]);
});
