import { describe, expect, test } from "@jest/globals";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";

const fake = useFake(startPersistIQ);

async function get(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${fake().api.url}${path}`, { headers: { "x-api-key": fake().config.api_key } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const idOf = (stream: string, index = 0) => String(fake().expected.get(stream)?.[index]?.["id"]);

describe("the fake", () => {
  test.each([
    ["/v1/leads?status=replied", "leads"],
    ["/v1/leads?updated_after=2026-03-01T07:37:00-07:00", "leads"],
    ["/v1/leads?created_after=2025-12-07T00:00:00Z", "leads"],
    ["/v1/leads?email=lead0@blocked.test", "leads"],
    ["/v1/campaigns?name=Spring%20outreach%200", "campaigns"],
    ["/v1/events?group=settings", "events"],
    ["/v1/events?start_at=2026-03-02T00:00:00Z", "events"],
    ["/v1/events?end_at=2026-01-12T00:00:00Z", "events"],
  ])("filters: %s", async (path, key) => {
    const { body } = await get(path);
    const { body: whole } = await get(path.replace(/\?.*/, ""));
    expect((body[key] as unknown[]).length).toBeGreaterThan(0);
    expect(body[key]).not.toEqual(whole[key]);
  });

  test("filters by ids", async () => {
    const [user, lead, campaign] = [idOf("users"), idOf("leads"), idOf("campaigns")];
    const paths = [
      `/v1/leads?status_id=${idOf("lead_statuses", 3)}`,
      `/v1/campaigns?owner_id=${user}`,
      `/v1/campaigns?lead_id=${lead}`,
      `/v1/events?user=${user}`,
      `/v1/events?lead=${lead}`,
      `/v1/events?campaign=${campaign}`,
      `/v1/campaigns/${campaign}/replies?lead_id=${lead}`,
    ];
    for (const path of paths) {
      const key = /(\w+)\?/.exec(path)?.[1] ?? "";
      const rows = (await get(path)).body[key] as unknown[];
      const whole = (await get(path.replace(/\?.*/, ""))).body[key] as unknown[];
      expect(rows).not.toEqual([]);
      expect(rows).not.toEqual(whole);
    }
  });

  test("a page past the end is empty, and says so", async () => {
    const { body } = await get("/v1/leads?page=13");
    expect(body).toEqual({ status: "success", errors: [], has_more: false, next_page: null, leads: [] });
  });

  test.each(["/v1/leads?page=0", "/v1/leads?page=x", "/v1/leads?updated_after=soon"])(
    "%s is a bad request",
    async (path) => {
      expect(await get(path)).toMatchObject({
        status: 400,
        body: { status: "error", error: { reason: "bad_params" } },
      });
    },
  );

  test("a lead is found by its id, whose case counts, and by its address", async () => {
    expect((await get(`/v1/leads/${idOf("leads", 17)}`)).body["lead"]).toEqual(fake().expected.get("leads")?.[17]);
    expect((await get("/v1/leads/lead0@blocked.test")).body["lead"]).toEqual(fake().expected.get("leads")?.[0]);
    expect((await get(`/v1/leads/${idOf("leads", 17).toLowerCase()}`)).status).toBe(404);
  });

  test.each(["leads", "replies"])("the %s of a campaign that is not there: 404 with an envelope", async (segment) => {
    expect(await get(`/v1/campaigns/c_unknown/${segment}`)).toMatchObject({ status: 404, body: { status: "error" } });
  });
});
