import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const read = (stream: string) => runSource(new PersistIQ(), "read", { config: fake().config, streams: [stream] });

/** The ids on one page, as the API sends them. */
async function idsOn(path: string, page: number): Promise<string[]> {
  const headers = { "x-api-key": fake().config.api_key };
  const response = await fetch(`${fake().api.url}${path}?page=${page}`, { headers });
  const body = (await response.json()) as Record<string, { id: string }[]>;
  return (body[path.slice(4)] ?? []).map(({ id }) => id);
}

describe("a record that the API sends twice", () => {
  test.each([
    ["leads", 4],
    ["events", 1],
  ])("%s: the last one of page %i, again on the page after it, is written once", async (stream, page) => {
    const before = await idsOn(`/v1/${stream}`, page);
    const after = await idsOn(`/v1/${stream}`, page + 1);
    expect(after[0]).toBe(before.at(-1));
    const output = await read(stream);
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records(stream).filter(({ id }) => id === after[0])).toHaveLength(1);
    expect(output.records(stream)).toEqual(fake().expected.get(stream));
  });

  test("within the leads of one campaign too", async () => {
    const output = await read("campaign_leads");
    const ids = output.records("campaign_leads").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(output.records("campaign_leads")).toEqual(fake().expected.get("campaign_leads"));
  });

  test("ids that differ in the case of a letter are two records", async () => {
    const ids = (await read("leads")).records("leads").map(({ id }) => String(id));
    const byLowerCase = new Map<string, Set<string>>();
    for (const id of ids) byLowerCase.set(id.toLowerCase(), (byLowerCase.get(id.toLowerCase()) ?? new Set()).add(id));
    expect([...byLowerCase.values()].filter(({ size }) => size > 1)).toEqual([new Set(["l_2Wd8KeXY", "l_2wd8KeXY"])]);
  });
});
