import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { emptied } from "../fake/changes.js";
import { startHellobaton } from "../fake/index.js";
import { pageOf } from "../fake/replies.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

const read = (stream: string) => runSource(new Hellobaton(), "read", { config: fake().config, streams: [stream] });

const rowsOf = (stream: string) => fake().expected.get(stream) ?? [];

const pagesAsked = () => fake().api.requests.map(({ query }) => Number(query.get("page")));

const sorted = (pages: readonly number[]) => [...pages].sort((a, b) => a - b);

describe("pages", () => {
  test("620 rows are seven pages of a hundred, each asked for once", async () => {
    const output = await read("activity");
    expect(output.records("activity")).toEqual(rowsOf("activity"));
    expect(sorted(pagesAsked())).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(fake().api.requests.map(({ query }) => query.get("page_size"))).toEqual(Array(7).fill("100"));
  });

  test.each([
    ["project_users", 100, [1]],
    ["time_entries", 300, [1, 2, 3]],
  ])("%s: %i rows fill their pages, and nothing is asked for behind them", async (stream, count, pages) => {
    const output = await read(stream);
    expect(output.counts()).toEqual({ [stream]: count });
    expect(sorted(pagesAsked())).toEqual(pages);
  });

  test("those after the first are asked for ahead, and come out in order though the second is late", async () => {
    fake().api.inject({ at: fake().at("activity", 2), reply: { status: 500 }, times: 4 });
    const output = await read("activity");
    const asked = pagesAsked();
    expect(asked.filter((page) => page === 2)).toHaveLength(5);
    expect(asked.lastIndexOf(2)).toBeGreaterThan(asked.indexOf(4));
    expect(output.records("activity")).toEqual(rowsOf("activity"));
  });

  test("one that fails for good lets those before it through and none after it", async () => {
    fake().api.inject({ at: fake().at("activity", 3), reply: { status: 403 }, times: Number.POSITIVE_INFINITY });
    const output = await read("activity");
    expect(output.records("activity")).toEqual(rowsOf("activity").slice(0, 200));
    expect(output.status).toBe(1);
    expect(output.statuses("activity")).toContain("INCOMPLETE");
  });
});

describe("what other connectors stumble over", () => {
  test("there is a second page, and it is read", async () => {
    const output = await read("tasks");
    const second = rowsOf("tasks").slice(100, 200);
    expect(second).toHaveLength(100);
    expect(output.records("tasks")).toEqual(expect.arrayContaining(second as unknown[]));
    expect(pagesAsked()).toContain(2);
  });

  /** An early version asked for another page after a hundred rows only: a server with smaller pages breaks that. */
  test("a list of no more than a hundred rows has a second page too, if the server hands out fewer at once", async () => {
    fake().api.inject({
      at: fake().at("custom_field_values"),
      times: Number.POSITIVE_INFINITY,
      reply: (request) => {
        request.query.set("page_size", "25");
        return { json: pageOf(rowsOf("custom_field_values"), request) };
      },
    });
    const output = await read("custom_field_values");
    expect(output.records("custom_field_values")).toEqual(rowsOf("custom_field_values"));
    expect(sorted(pagesAsked())).toEqual([1, 2, 3]);
  });

  test("the pages go by their number, wherever next points", async () => {
    const next = "https://files.example.com/api/tasks/?page=2";
    fake().alter((body) => ({ ...body, next: body.next && next }), { resource: "tasks" });
    expect((await read("tasks")).records("tasks")).toEqual(rowsOf("tasks"));
  });

  test("an empty page is not the end while count says that there is more", async () => {
    fake().alter(emptied, { resource: "activity", page: 2, times: 1 });
    const output = await read("activity");
    expect(output.status).toBe(0);
    const ids = output.records("activity").map(({ id }) => Number(id));
    expect(sorted(ids)).toEqual(rowsOf("activity").map(({ id }) => id));
  });

  test("without a count the pages are read one by one, as long as there is a next", async () => {
    fake().alter(({ count: _, ...body }) => body as never, { resource: "time_entries" });
    const output = await read("time_entries");
    expect(output.records("time_entries")).toEqual(rowsOf("time_entries"));
    expect(output.status).toBe(0);
    expect(pagesAsked()).toEqual([1, 2, 3]);
  });
});
