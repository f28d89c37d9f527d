import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { NOT_FOUND } from "../fake/replies.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const read = (...streams: string[]) => runSource(new PersistIQ(), "read", { config: fake().config, streams });
const expected = (stream: string) => fake().expected.get(stream) ?? [];

const CHILDREN = [
  ["campaign_leads", "leads"],
  ["campaign_replies", "replies"],
] as const;

describe.each(CHILDREN)("%s", (stream, segment) => {
  test("every row says which campaign it is of, also where the API does not", async () => {
    const rows = (await read(stream)).records(stream);
    const campaigns = expected("campaigns").map(({ id }) => id);
    expect(rows.filter((row) => !campaigns.includes(row["campaign_id"] as string))).toEqual([]);
    expect(rows).toEqual(expected(stream));
  });

  test("campaigns of the third page are asked too, and each once", async () => {
    await read("campaign_leads", "campaign_replies");
    const asked = fake().api.requests.filter(
      ({ path, query }) => path.endsWith(`/${segment}`) && query.get("page") === "1",
    );
    const paths = asked.map(({ path }) => path).filter((path) => path.startsWith("/v1/campaigns/"));
    expect(paths.sort()).toEqual(
      expected("campaigns")
        .map(({ id }) => `/v1/campaigns/${id}/${segment}`)
        .sort(),
    );
    expect(fake().api.requests.filter(({ path }) => path === "/v1/campaigns")).toHaveLength(3);
  });

  test("a campaign that was deleted meanwhile is left out with a WARN that names it", async () => {
    const id = String(expected("campaigns")[0]?.["id"]);
    fake().api.inject({ at: ({ path }) => path === `/v1/campaigns/${id}/${segment}`, reply: NOT_FOUND });
    const output = await read(stream);
    expect(output.status).toBe(0);
    expect(output.logs("WARN")).toEqual([expect.stringContaining(`campaign_id ${id} was skipped`)]);
    expect(output.records(stream)).toEqual(expected(stream).filter((row) => row["campaign_id"] !== id));
  });

  test("if every campaign is refused, the stream fails", async () => {
    fake().api.inject({
      at: ({ path }) => path.endsWith(`/${segment}`),
      reply: NOT_FOUND,
      times: Number.POSITIVE_INFINITY,
    });
    const output = await read(stream);
    expect(output.statuses(stream).at(-1)).toBe("INCOMPLETE");
    expect(output.status).toBe(1);
  });
});
