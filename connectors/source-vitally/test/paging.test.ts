import { afterEach, describe, expect, test } from "@jest/globals";
import { type FakeReply, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { CALM, startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

afterEach(() => void Object.assign(fake().switches, CALM));

const read = (...streams: string[]) => runSource(new Vitally(), "read", { config: { ...fake().config }, streams });

const queriesOf = (path: string) =>
  fake()
    .api.requests.filter((request) => request.path === path)
    .map(({ query }) => Object.fromEntries(query));

const SORTED = ["organizations", "accounts", "users", "conversations", "notes", "note_categories", "tasks"];
const ALSO_SORTED = ["task_categories", "projects", "project_templates", "project_categories", "nps_responses"];
const SORTED_TOO = ["custom_objects", "custom_object_instances", "meetings", "meeting_transcripts"];

describe("paging", () => {
  test.each([...SORTED, ...ALSO_SORTED, ...SORTED_TOO])("%s: every page is of 100, by creation", async (stream) => {
    await read(stream);
    const queries = fake().api.requests.map(({ query }) => [query.get("limit"), query.get("sortBy")]);
    expect(new Set(queries.map(String))).toEqual(new Set(["100,createdAt"]));
  });

  test.each(["admins", "survey_responses"])("%s: no order is asked for, since none is promised", async (stream) => {
    await read(stream);
    expect(fake().api.requests.length).toBeGreaterThan(1);
    expect(new Set(fake().api.requests.map(({ query }) => query.get("limit")))).toEqual(new Set(["100"]));
    expect(fake().api.requests.filter(({ query }) => query.has("sortBy"))).toEqual([]);
  });

  test("the cursor comes back unread, and every filter with it", async () => {
    await read("accounts", "notes", "nps_responses");
    const [first, second] = queriesOf("/resources/accounts");
    expect(first).toEqual({ limit: "100", sortBy: "createdAt", status: "activeOrChurned" });
    expect(second).toEqual({ ...first, from: expect.stringMatching(/^ey/) });
    expect(queriesOf("/resources/notes").map(({ archived, from }) => [archived, from !== undefined])).toEqual([
      ["false", false],
      ["false", true],
      ["true", false],
    ]);
    expect(
      queriesOf("/resources/npsResponses")
        .map(({ target, from }) => [target, from !== undefined])
        .sort(),
    ).toEqual([
      ["accounts", false],
      ["accounts", true],
      ["organization", false],
      ["organization", true],
    ]);
  });

  test("a record that is changed between the pages is neither missed nor read twice", async () => {
    fake().switches.updateBetweenPages = true;
    const ids = (await read("users")).records("users").map(({ id }) => id);
    expect(ids).toEqual((fake().expected.get("users") ?? []).map(({ id }) => id));
  });

  test("a cursor that repeats is an error, not an endless read", async () => {
    let cursor = "";
    fake().api.inject({
      at: ({ path, query }) => path === "/resources/users" && query.has("from"),
      reply: ({ query }): FakeReply => {
        cursor = query.get("from") ?? "";
        return { json: { results: [{ id: "a" }], next: cursor } };
      },
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read("users");
    expect(output.status).toBe(1);
    expect(output.errors("users")[0]?.["message"]).toContain("leads to a page that was read before");
    expect(queriesOf("/resources/users")).toHaveLength(2);
  });

  test.each(["users", "notes", "custom_object_instances", "survey_responses"])(
    "%s: an empty page ends the list, though it has a next",
    async (stream) => {
      fake().switches.emptyLastPage = true;
      const output = await read(stream);
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      expect(output.records(stream)).toEqual(fake().expected.get(stream));
    },
  );

  test("a page that is not full is not the last: custom objects come ten at a time", async () => {
    expect((await read("custom_objects")).records("custom_objects")).toHaveLength(12);
    expect(queriesOf("/resources/customObjects")).toHaveLength(2);
  });

  test("a reply without next is the last", async () => {
    fake().api.inject({ at: () => true, reply: { json: { results: [{ id: "a" }] } } });
    const output = await read("users");
    expect(output.counts()).toEqual({ users: 1 });
    expect(output.status).toBe(0);
  });
});
