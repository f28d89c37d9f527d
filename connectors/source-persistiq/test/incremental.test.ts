import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const read = (stream: string, state: JsonObject, settings: JsonObject = {}) =>
  runSource(new PersistIQ(), "read", {
    config: { ...fake().config, ...settings },
    catalog: configuredCatalog([stream], "incremental"),
    state: [{ stream: { stream_descriptor: { name: stream }, stream_state: state } }],
  });

const queries = () => fake().api.requests.map(({ query }) => Object.fromEntries(query));

describe("incremental reads", () => {
  test("events are asked for from a minute before the state until now, with every page", async () => {
    const event = fake().expected.get("events")?.[600] ?? {};
    const since = String(event["event_at"]);
    const output = await read("events", { event_at: since });
    expect(new Set(queries().map(({ start_at }) => start_at))).toEqual(
      new Set([new Date(Date.parse(since) - 60_000).toISOString()]),
    );
    expect(new Set(queries().map(({ end_at }) => end_at)).size).toBe(1);
    expect(queries().map(({ page }) => page)).toEqual(["1", "2"]);
    expect(output.records("events")).toContainEqual(event);
    expect(output.records("events").length).toBeLessThan(700);
  });

  test("replies are asked for campaign by campaign, each from its own state; one without is asked foreverything", async () => {
    const [reply] = fake().expected.get("campaign_replies") ?? [];
    const { campaign_id = "", sent_at = "" } = reply ?? {};
    await read("campaign_replies", { states: [{ partition: { campaign_id }, cursor: { sent_at } }] });
    const replies = fake().api.requests.filter(({ path }) => path.endsWith("/replies"));
    const filtered = replies.filter(({ query }) => query.has("start_at")).map(({ path }) => path);
    expect(new Set(filtered)).toEqual(new Set([`/v1/campaigns/${String(campaign_id)}/replies`]));
    expect(replies.length).toBeGreaterThan(filtered.length);
  });

  test("leads are read completely, whatever their state, unless the setting says otherwise", async () => {
    const state = { updated_after: "2026-02-01T00:00:00.000Z" };
    const whole = await read("leads", state);
    expect(whole.records("leads")).toEqual(fake().expected.get("leads"));
    expect(queries().some(({ updated_after }) => updated_after !== undefined)).toBe(false);
    fake().api.reset();
    await read("leads", state, { incremental_leads: true });
    expect(queries().every(({ updated_after }) => updated_after === state.updated_after)).toBe(true);
  });
});
