import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Slice } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { type FakePersistIQ, startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";
import { CampaignReplies } from "../src/streams/campaign-replies.js";
import { Events } from "../src/streams/events.js";
import { Leads } from "../src/streams/leads.js";

let fake: FakePersistIQ;
beforeAll(async () => {
  fake = await startPersistIQ();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

const SINCE = "2026-02-01T00:00:00+01:00";

class ActiveLeads extends Leads {
  protected override query() {
    return { status: "active", updated_after: SINCE };
  }
}

class RecentEvents extends Events {
  protected override query() {
    return { start_at: SINCE, end_at: "2026-03-02T00:00:00Z" };
  }
}

class RecentReplies extends CampaignReplies {
  protected override query(_slice: Slice) {
    return { start_at: SINCE };
  }
}

/** The connector, but with streams that ask for a part only. */
class Filtered extends PersistIQ {
  protected override readonly streams = [ActiveLeads, RecentEvents, RecentReplies];
}

describe("filters", () => {
  test.each([
    ["leads", "/v1/leads", { status: "active", updated_after: SINCE }, 3],
    ["events", "/v1/events", { start_at: SINCE, end_at: "2026-03-02T00:00:00Z" }, 2],
    ["campaign_replies", "/replies", { start_at: SINCE }, 13],
  ])(
    "%s: every page is asked with the same filters, which next_page does not repeat",
    async (stream, path, query, pages) => {
      const output = await runSource(new Filtered(), "read", { config: fake.config, streams: [stream] });
      expect([output.status, output.errors()]).toEqual([0, []]);
      const asked = fake.api.requests.filter((request) => request.path.endsWith(path));
      expect(asked).toHaveLength(pages);
      for (const request of asked) {
        const { page, ...filters } = Object.fromEntries(request.query);
        expect([page, filters]).toEqual([expect.stringMatching(/^\d+$/), query]);
      }
    },
  );

  test("a page asked without them would bring records that do not belong", async () => {
    const output = await runSource(new Filtered(), "read", { config: fake.config, streams: ["leads"] });
    const leads = output.records("leads");
    expect(leads.length).toBeGreaterThan(200);
    expect(leads.length).toBeLessThan((fake.expected.get("leads") ?? []).length);
    expect(new Set(leads.map(({ status }) => status))).toEqual(new Set(["active"]));
    for (const lead of leads) expect(fake.expected.get("leads")).toContainEqual(lead);
  });
});
