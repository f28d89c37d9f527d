import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { type FakePersistIQ, startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

let fake: FakePersistIQ;
beforeAll(async () => {
  fake = await startPersistIQ();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

const read = (...streams: string[]) => runSource(new PersistIQ(), "read", { config: fake.config, streams });
const expected = (stream: string) => fake.expected.get(stream) ?? [];

const CHILDREN = [
  ["campaign_leads", "leads"],
  ["campaign_replies", "replies"],
] as const;

describe.each(CHILDREN)("%s", (stream, segment) => {
  test("every row says which campaign it is of, also where the API does not", async () => {
    const rows = (await read(stream)).records(stream);
    const campaigns = expected("campaigns").map(({ id }) => id);
    for (const row of rows) expect(campaigns).toContain(row["campaign_id"]);
    expect(rows).toEqual(expected(stream));
  });

  test("campaigns of the third page are asked too, and each once", async () => {
    await read("campaign_leads", "campaign_replies");
    const asked = fake.api.requests.filter(
      ({ path, query }) => path.endsWith(`/${segment}`) && query.get("page") === "1",
    );
    const paths = asked.map(({ path }) => path).filter((path) => path.startsWith("/v1/campaigns/"));
    expect(paths.sort()).toEqual(
      expected("campaigns")
        .map(({ id }) => `/v1/campaigns/${id}/${segment}`)
        .sort(),
    );
    expect(fake.api.requests.filter(({ path }) => path === "/v1/campaigns")).toHaveLength(3);
  });

  test("a campaign that was deleted meanwhile is left out with a WARN that names it", async () => {
    const id = String(expected("campaigns")[0]?.["id"]);
    fake.api.inject({ at: ({ path }) => path === `/v1/campaigns/${id}/${segment}`, reply: { status: 404 } });
    const output = await read(stream);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringContaining(`campaign_id ${id} was skipped`)]);
    expect(output.records(stream)).toEqual(expected(stream).filter((row) => row["campaign_id"] !== id));
  });

  test("if every campaign is refused, the stream fails", async () => {
    fake.api.inject({
      at: ({ path }) => path.endsWith(`/${segment}`),
      reply: { status: 404 },
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read(stream);
    expect([output.status, output.statuses(stream).at(-1)]).toEqual([1, "INCOMPLETE"]);
  });
});
