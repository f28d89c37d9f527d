import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { withRowInFront } from "../fake/changes.js";
import { startHellobaton } from "../fake/index.js";
import { INVALID_PAGE } from "../fake/replies.js";
import { Hellobaton } from "../src/index.js";

const fake = useFake(startHellobaton);

const read = (stream: string) => runSource(new Hellobaton(), "read", { config: fake().config, streams: [stream] });

const rowsOf = (stream: string) => fake().expected.get(stream) ?? [];

const byId = (rows: readonly JsonObject[]) => [...rows].sort((a, b) => Number(a["id"]) - Number(b["id"]));

const timesAsked = (page: number) => fake().api.requests.filter(fake().at("tasks", page)).length;

const forever = Number.POSITIVE_INFINITY;

/** The last row of page one slips to page two, and so pushes that page's last row out. */
const slipped = () => withRowInFront(rowsOf("tasks")[99] ?? {});

describe("rows that move while one pages", () => {
  test("a row that comes on two pages is emitted once, and the one that it pushed out is fetched by a second read", async () => {
    fake().alter(slipped(), { resource: "tasks", page: 2, times: 1 });
    const output = await read("tasks");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("tasks")).toHaveLength(448);
    expect(byId(output.records("tasks"))).toEqual(rowsOf("tasks"));
    expect(timesAsked(1)).toBe(2);
    expect(timesAsked(2)).toBe(2);
  });

  test("rows that no read brings fail the stream, with both numbers, after three reads", async () => {
    fake().alter(slipped(), { resource: "tasks", page: 2 });
    const output = await read("tasks");
    expect(output.status).toBe(1);
    expect(String(output.errors("tasks")[0]?.["message"])).toMatch(/\b447\b.*\b448\b/);
    expect(output.records("tasks")).toHaveLength(447);
    expect(timesAsked(1)).toBe(3);
    expect(timesAsked(2)).toBe(3);
    expect(output.statuses("tasks").at(-1)).toBe("INCOMPLETE");
  });

  test("a read that brings all that count promises is not made again", async () => {
    await read("tasks");
    expect(timesAsked(1)).toBe(1);
    expect(timesAsked(5)).toBe(1);
  });

  test("a row that is deleted between two pages takes none of the others with it", async () => {
    const all = rowsOf("tasks");
    const left = all.slice(1); // the first row is gone as soon as it has been read
    for (const page of [2, 3, 4, 5]) {
      const results = left.slice((page - 1) * 100, page * 100);
      fake().alter((body) => ({ ...body, count: left.length, results }), { resource: "tasks", page, times: 1 });
    }
    const output = await read("tasks");
    expect(output.logs("WARN")).toEqual([]);
    expect(byId(output.records("tasks"))).toEqual(all);
  });

  test("a row that is deleted before its page comes is not warned of: the second read knows that it is gone", async () => {
    const left = rowsOf("tasks").slice(0, -1);
    fake().alter((body) => body, { resource: "tasks", page: 1, times: 1 });
    fake().alter((body) => ({ ...body, count: 447, results: left.slice(400) }), { resource: "tasks", page: 5 });
    fake().alter((body) => ({ ...body, count: 447 }), { resource: "tasks" });
    const output = await read("tasks");
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("tasks")).toEqual(left);
  });
});

describe("404 past the end", () => {
  test("is the end where rows have vanished since the first page", async () => {
    fake().api.inject({ at: fake().at("tasks", 5), reply: INVALID_PAGE });
    const output = await read("tasks");
    expect(output.errors()).toEqual([]);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("tasks")).toEqual(rowsOf("tasks"));
    expect(timesAsked(5)).toBe(2);
  });

  test("fails the stream if it lasts, because what is missing may exist", async () => {
    fake().api.inject({ at: fake().at("tasks", 5), reply: INVALID_PAGE, times: forever });
    const output = await read("tasks");
    expect(output.records("tasks")).toEqual(rowsOf("tasks").slice(0, 400));
    expect(output.status).toBe(1);
    expect(output.errors("tasks")).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/api\/tasks.*\b400\b.*\b448\b/) }),
    ]);
  });

  test("is an error on the first page, because then the list does not exist", async () => {
    fake().api.inject({ at: fake().at("tasks", 1), reply: INVALID_PAGE, times: forever });
    const output = await read("tasks");
    expect(output.counts()).toEqual({});
    expect(output.status).toBe(1);
    expect(output.errors("tasks")).toEqual([expect.objectContaining({ message: expect.stringContaining("404") })]);
  });
});
