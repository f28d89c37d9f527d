import { describe, expect, test } from "@jest/globals";
import type { Slice } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";
import { CampaignReplies } from "../src/streams/campaign-replies.js";
import { Events } from "../src/streams/events.js";
import { Leads } from "../src/streams/leads.js";

const fake = useFake(startPersistIQ);

const SINCE = "2026-02-01T00:00:00+01:00";

class ActiveLeads extends Leads {
  override query() {
    return { status: "active", updated_after: SINCE };
  }
}

class RecentEvents extends Events {
  override query() {
    return { start_at: SINCE, end_at: "2026-03-02T00:00:00Z" };
  }
}

class RecentReplies extends CampaignReplies {
  override query(_slice: Slice) {
    return { start_at: SINCE };
  }
}

/** The connector, but with streams that ask for a part only. */
class Filtered extends PersistIQ {
  override readonly streams = [ActiveLeads, RecentEvents, RecentReplies];
}

describe("filters", () => {
  test.each([
    ["leads", "/v1/leads", { status: "active", updated_after: SINCE }, 3],
    ["events", "/v1/events", { start_at: SINCE, end_at: "2026-03-02T00:00:00Z" }, 2],
    ["campaign_replies", "/replies", { start_at: SINCE }, 13],
  ])(
    "%s: every page is asked with the same filters, which next_page does not repeat",
    async (stream, path, query, pages) => {
      const output = await runSource(new Filtered(), "read", { config: fake().config, streams: [stream] });
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      const asked = fake().api.requests.filter((request) => request.path.endsWith(path));
      expect(asked).toHaveLength(pages);
      for (const request of asked) {
        const { page, ...filters } = Object.fromEntries(request.query);
        expect(page).toEqual(expect.stringMatching(/^\d+$/));
        expect(filters).toEqual(query);
      }
    },
  );

  test("a page asked without them would bring records that do not belong", async () => {
    const output = await runSource(new Filtered(), "read", { config: fake().config, streams: ["leads"] });
    const leads = output.records("leads");
    expect(leads.length).toBeGreaterThan(200);
    expect(leads.length).toBeLessThan((fake().expected.get("leads") ?? []).length);
    expect(new Set(leads.map(({ status }) => status))).toEqual(new Set(["active"]));
    expect(leads).not.toEqual([]);
    expect(fake().expected.get("leads")).toEqual(expect.arrayContaining([...leads]));
  });
});
