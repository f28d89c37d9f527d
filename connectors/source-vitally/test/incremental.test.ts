import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const read = (stream: string, mode: "full_refresh" | "incremental", state?: JsonObject) =>
  runSource(new Vitally(), "read", {
    config: { ...fake().config },
    catalog: configuredCatalog([stream], mode),
    state: state === undefined ? [] : [{ stream: { stream_descriptor: { name: stream }, stream_state: state } }],
  });

const newest = (stream: string, field = "updatedAt") =>
  String(
    (fake().expected.get(stream) ?? [])
      .map((record) => String(record[field]))
      .sort()
      .at(-1),
  );

describe("an incremental read", () => {
  test("asks in the order of change, and for one page only if nothing changed", async () => {
    await read("conversations", "incremental", { updatedAt: newest("conversations") });
    expect(fake().api.requests.map(({ query }) => [query.get("sortBy"), query.get("from")])).toEqual([
      ["updatedAt", null],
    ]);
  });

  test("takes the messages of the conversations that changed and of no other, oldest change first", async () => {
    const times = (fake().expected.get("conversations") ?? []).map(({ updatedAt }) => String(updatedAt)).sort();
    const since = String(times.at(-3));
    const output = await read("messages", "incremental", { conversationUpdatedAt: since });
    const asked = fake().api.requests.filter(({ path }) => /conversations\/./.test(path));
    expect(asked.length).toBe(times.filter((time) => Date.parse(time) >= Date.parse(since) - 60_000).length);
    const states = output.states("messages").map(({ data }) => data["conversationUpdatedAt"]);
    expect(states).toEqual([...states].sort());
    expect(states.at(-1)).toBe(times.at(-1));
  });

  test("reads archived records that a setting lets in from their beginning", async () => {
    const live = { partition: { archived: "false" }, cursor: { updatedAt: newest("notes") } };
    const output = await read("notes", "incremental", { use_global_cursor: false, states: [live] });
    const archived = (fake().expected.get("notes") ?? []).filter(({ archivedAt }) => archivedAt !== null);
    expect(output.records("notes").filter(({ archivedAt }) => archivedAt !== null)).toHaveLength(archived.length);
  });
});

describe("a full refresh", () => {
  test("resumes with the page after the state, in the order of creation", async () => {
    const begun = await read("accounts", "full_refresh");
    const [first] = begun.states("accounts");
    fake().api.reset();
    const rest = await read("accounts", "full_refresh", first?.data);
    expect(fake().api.requests.map(({ query }) => [query.get("sortBy"), query.get("from")])).toEqual([
      ["createdAt", first?.data["from"]],
    ]);
    expect(rest.records("accounts")).toEqual(fake().expected.get("accounts")?.slice(100));
  });

  test("starts over with a warning where Vitally no longer knows the page", async () => {
    const output = await read("accounts", "full_refresh", { from: "expired" });
    expect(output.status).toBe(0);
    expect(output.records("accounts")).toEqual(fake().expected.get("accounts"));
    expect(output.logs("WARN")).toEqual([expect.stringContaining("HTTP 400")]);
  });
});
