/** The log of a read. */
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

describe("the summary of a read", () => {
  test("is the last line, with records, pages, requests and the end of pagination for each stream", async () => {
    const output = await read();
    expect(output.lines.at(-1)).toMatchObject({ log: { message: expect.stringMatching(/^Summary of the read:\n/) } });
    expect(summary(output)).toEqual({
      projects: "5 records, 3 pages, 3 requests, 0 retries, 0.0 s waited, ended: no next cursor after 3 pages",
      tasks: expect.stringMatching(
        /^3 records, 5 pages, 5 requests, 0 retries, 0.0 s waited, ended: .* 5 pages of 5 slices$/,
      ),
      notes: expect.stringMatching(/^3 records, 1 pages, 1 requests, 0 retries, 0.0 s waited, ended: .* 1 page$/),
    });
  });

  test("lists the streams in the order of the catalog", async () => {
    const output = await read({ catalog: configuredCatalog(["notes", "projects"]) });
    expect(Object.keys(summary(output))).toEqual(["notes", "projects"]);
  });

  test("counts retries and the seconds of waiting", async () => {
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

  test("includes a parent that was read for its children only, with its requests", async () => {
    expect(summary(await read({ streams: ["tasks"] }))["projects"]).toBe(
      "read for its children only, 3 requests, 0 retries, 0.0 s waited",
    );
  });

  test("says why a stream failed and how many records it wrote", async () => {
    acme.api.inject({
      at: ({ query }) => query.get("cursor") === "4",
      reply: { status: 403, json: { error: "refused" } },
    });
    const output = await read({ streams: ["projects"] });
    expect(summary(output)["projects"]).toMatch(
      /^4 records, 2 pages, 3 requests, .* failed: GET \/v1\/projects answered HTTP 403/,
    );
    expect(output.logs("ERROR")).toEqual([expect.stringMatching(/^projects: failed after 4 records: .*HTTP 403/)]);
  });

  test("says that a stream of the catalog does not exist", async () => {
    expect(summary(await read({ catalog: configuredCatalog(["gone"]) }))["gone"]).toMatch(
      /^0 records, .* failed: no such stream$/,
    );
  });

  test("is written once even if everything fails", async () => {
    acme.api.inject({ at: () => true, reply: { status: 401 }, times: 99 });
    expect(Object.keys(summary(await read()))).toEqual(["projects", "tasks", "notes"]);
  });
});

test("logs only the start and the end of a stream without problems", async () => {
  const output = await read({ streams: ["projects"] });
  expect(output.logs()).toEqual([
    "projects: started",
    "projects: ended with 5 records",
    expect.stringMatching(/^Summary/),
  ]);
});

describe("a stream without a record", () => {
  test("causes a WARN that says why pagination ended", async () => {
    acme.account.projects = [];
    const output = await read({ streams: ["projects", "tasks"] });
    expect(output.logs("WARN").sort()).toEqual([
      "projects: no records (no next cursor after 1 page)",
      "tasks: no records (its parent has no records)",
    ]);
    expect(output.status).toBe(0);
  });

  test("causes no WARN if it failed, because that is an ERROR", async () => {
    acme.api.inject({ at: atNotes, reply: { status: 403, json: { error: "refused" } } });
    expect((await read({ streams: ["notes"] })).logs("WARN")).toEqual([]);
  });
});

describe("records that do not match the schema", () => {
  beforeEach(() => {
    for (const project of acme.account.projects) Object.assign(project, { size: "big", colour: "red", created_at: 17 });
  });

  test("cause one WARN per field, are counted in the summary and written unchanged", async () => {
    const output = await read({ streams: ["projects"] });
    expect(output.logs("WARN").sort()).toEqual([
      "projects: A record does not match the schema and is passed on unchanged: created_at: Invalid input: expected string, received number",
      "projects: A record does not match the schema and is passed on unchanged: size: Invalid input: expected number, received string",
    ]);
    expect(summary(output)["projects"]).toContain("fields that did not match: size 5×, created_at 5×, ");
    expect(summary(output)["projects"]).toContain("fields not in the schema: colour 5×, ");
    expect(output.records("projects")).toEqual(acme.account.projects);
    expect(output.status).toBe(0);
  });
});

describe("an invalid reply", () => {
  test.each([
    ["HTML instead of JSON", { text: "<html>sign in</html>" }, /HTML or XML .*instead of JSON/, "<html>sign in</html>"],
    ["a truncated body", { text: '{"items":[{"id":"p1"}' }, /truncated or invalid JSON/, '{"items":[{"id":"p1"}'],
    ["an empty body", { text: "" }, /an empty body/, ""],
    [
      "no list at the record path",
      { json: { data: [] } },
      /no list of records at "items": it is missing/,
      '{"data":[]}',
    ],
    ["a null instead of the list", { json: { items: null } }, /no list .* at "items": it is null/, '{"items":null}'],
    [
      "a record that is not an object",
      { json: { items: ["p1"] } },
      /a string in place of a record/,
      '{"items":["p1"]}',
    ],
    ["a secret in a body without a list", { json: { x: SECRET } }, /no list of records at "items"/, '{"x":"****"}'],
    ["a secret in a body that is not JSON", { text: `<p>${SECRET}` }, /instead of JSON/, "<p>****"],
  ])("fails the stream and is logged with the start of its body: %s", async (_what, reply, message, start) => {
    acme.api.inject({ at: atProjects, reply, times: 9 });
    const output = await read({ streams: ["projects"] });
    expect(output.status).toBe(1);
    expect(output.statuses("projects").at(-1)).toBe("INCOMPLETE");
    const [error] = output.errors("projects");
    const text = String(error?.["message"]).replace('Stream "projects": ', "");
    expect(text).toMatch(message);
    expect(text.match(/GET \/v1\/projects/g)).toHaveLength(1);
    const bytes = Buffer.byteLength("text" in reply ? reply.text : JSON.stringify(reply.json));
    expect(error?.["internal_message"]).toBe(`${text} | the body has ${bytes} bytes: ${start}`);
    expect(output.logs("WARN").join()).not.toContain("no records");
  });

  test("fails the stream if it repeats a page", async () => {
    acme.api.inject({ at: atProjects, reply: { json: { items: acme.account.projects, next: 4 } }, times: 9 });
    const output = await read({ streams: ["projects"] });
    expect(output.status).toBe(1);
    expect(output.counts()).toEqual({ projects: 5 });
    expect(output.errors("projects")[0]?.["message"]).toMatch(/have the same 5 records/);
  });
});

test("logs the first 200 characters of an invalid page on one line", async () => {
  const text = JSON.stringify({ data: "x".repeat(500) }, null, 2);
  acme.api.inject({ at: atProjects, reply: { text } });
  const output = await read({ streams: ["projects"] });
  expect(output.errors()[0]?.["internal_message"]).toMatch(/\| the body has 516 bytes: \{ "data": "x{180,190}…$/);
});

test("reports a bug in one stream as a TRACE system_error with its stack, and reads the others", async () => {
  const output = await runSource(new FaultyAcme(), "read", { config: acme.config, streams: ["buggy", "notes"] });
  expect(output.status).toBe(1);
  expect(output.counts()).toEqual({ notes: 3 });
  expect(output.order("buggy")).toBe("STARTED RUNNING STATE ERROR INCOMPLETE");
  expect(output.errors()).toEqual([
    {
      message: expect.stringMatching(
        /^Stream "buggy": Unexpected error inside the connector: .* Please report it with the log\.$/,
      ),
      internal_message: expect.stringContaining("Cannot read properties of undefined (reading 'here')"),
      failure_type: "system_error",
      stack_trace: expect.stringMatching(/^TypeError: .*\n\s+at Buggy\./),
      stream_descriptor: { name: "buggy" },
    },
  ]);
});
