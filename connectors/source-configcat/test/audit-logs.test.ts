import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { configuredCatalog, type FakeReply, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

const DAY_MS = 86_400_000;

const fake = useFake(startConfigCat);

const read = (stream: string) =>
  runSource(new ConfigCat(), "read", { config: { ...fake().config }, streams: [stream] });

/** Entries by organization. */
const entriesOf = (organizationId: string) =>
  (fake().expected.get("audit_logs") ?? []).filter((entry) => entry["organizationId"] === organizationId);

/** The organization whose log has several pages. */
const longLog = () =>
  (fake().expected.get("organizations") ?? [])
    .map(({ organizationId }) => String(organizationId))
    .find((organizationId) => entriesOf(organizationId).length > 200) ?? "";

const requestsOf = (organizationId: string) =>
  fake()
    .api.requests.filter(({ path }) => path === `/v2/organizations/${organizationId}/auditlogs`)
    .map(({ query }) => Object.fromEntries(query));

/** The requests for the newest window: the account's log is four weeks long. */
const pagesOf = (organizationId: string) => {
  const requests = requestsOf(organizationId);
  const end = requests
    .map(({ toUtcDateTime }) => String(toUtcDateTime))
    .sort()
    .at(-1);
  return requests.filter(({ toUtcDateTime }) => toUtcDateTime === end);
};

/** From now on a page of the long log is answered like this. */
function answer(pageNumber: string, json: JsonObject): void {
  const reply: FakeReply = { json };
  fake().api.inject({
    at: ({ path, query }) =>
      path.includes(longLog()) &&
      query.get("pageNumber") === pageNumber &&
      Date.parse(query.get("toUtcDateTime") ?? "") > Date.now() - DAY_MS,
    reply,
  });
}

describe("audit logs", () => {
  test("a log of 260 entries is three pages of a hundred", async () => {
    const output = await read("audit_logs");
    expect(output.records("audit_logs")).toEqual(fake().expected.get("audit_logs"));
    expect(pagesOf(longLog()).map(({ pageNumber, pageSize }) => [pageNumber, pageSize])).toEqual([
      ["1", "100"],
      ["2", "100"],
      ["3", "100"],
    ]);
  });

  test("is asked for in windows of at most 30 days that leave no gap, from the longest retention up to now", async () => {
    const beforeMs = Date.now();
    await read("audit_logs");
    const windows = requestsOf(longLog())
      .filter(({ pageNumber }) => pageNumber === "1")
      .map(
        ({ fromUtcDateTime, toUtcDateTime }) =>
          [Date.parse(fromUtcDateTime ?? ""), Date.parse(toUtcDateTime ?? "")] as const,
      );
    expect(windows.length).toBeGreaterThan(1);
    for (const [index, [fromMs, toMs]] of windows.entries()) {
      expect(toMs - fromMs).toBeLessThanOrEqual(30 * DAY_MS);
      const next = windows[index + 1];
      if (next !== undefined) expect(next[0]).toBe(toMs - 1);
    }
    const [[firstMs = 0] = [], [, lastMs = 0] = []] = [windows[0], windows.at(-1)];
    expect(lastMs).toBeGreaterThanOrEqual(beforeMs);
    expect(lastMs - firstMs).toBeGreaterThanOrEqual(750 * DAY_MS);
  });

  test("an entry on the bound of two windows is emitted once", async () => {
    const [entry] = entriesOf(longLog());
    const { organizationId: _, ...row } = entry ?? {};
    fake().api.inject({
      at: ({ path, query }) => path.includes(longLog()) && query.get("pageNumber") === "1",
      times: 2,
      reply: { json: { paging: { hasNext: false }, data: [{ ...row, auditLogId: 7 }] } },
    });
    const output = await read("audit_logs");
    expect(output.records("audit_logs").filter(({ auditLogId }) => auditLogId === 7)).toHaveLength(1);
  });

  test("a page without data ends the log, whatever its paging says", async () => {
    answer("2", { paging: { hasNext: true }, data: null });
    const output = await read("audit_logs");
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    const rows = output.records("audit_logs").filter((entry) => entry["organizationId"] === longLog());
    expect(rows).toEqual(entriesOf(longLog()).slice(0, 100));
    expect(pagesOf(longLog())).toHaveLength(2);
  });

  test("a page without paging is the last", async () => {
    const [first] = entriesOf(longLog());
    answer("1", { paging: null, data: [first ?? {}] });
    const output = await read("audit_logs");
    expect(output.status).toBe(0);
    expect(pagesOf(longLog())).toHaveLength(1);
  });

  test("ids beyond 2^53 keep all their digits", async () => {
    const { stdout } = await read("audit_logs");
    for (const digits of ["9007199254740993", "9007199254740995"]) {
      expect(Number.isSafeInteger(Number(digits))).toBe(false);
      expect(stdout).toContain(`"auditLogId":${digits},`);
    }
  });

  test("start_date is where a first read begins", async () => {
    const config = { ...fake().config, start_date: new Date(Date.now() - 40 * DAY_MS).toISOString().slice(0, 10) };
    await runSource(new ConfigCat(), "read", { config, streams: ["audit_logs"] });
    const windows = new Set(requestsOf(longLog()).map(({ fromUtcDateTime }) => String(fromUtcDateTime)));
    expect(windows.size).toBe(2);
    expect([...windows].sort()[0]).toBe(`${config.start_date}T00:00:00.000Z`);
  });

  test.each(["yesterday", "2026-13-01", "2026-02-01T10:00"])("start_date %s is refused", async (start_date) => {
    const output = await runSource(new ConfigCat(), "check", { config: { ...fake().config, start_date } });
    expect(String(output.of("CONNECTION_STATUS")[0]?.["message"])).toContain("start_date");
  });

  test("an incremental read asks from a minute before the last entry of each organization", async () => {
    const organizationId = longLog();
    const [{ auditLogDateTime = "" } = {}] = entriesOf(organizationId);
    await runSource(new ConfigCat(), "read", {
      config: { ...fake().config },
      catalog: configuredCatalog(["audit_logs"], "incremental"),
      state: [
        {
          stream: {
            stream_descriptor: { name: "audit_logs" },
            stream_state: { states: [{ partition: { organizationId }, cursor: { auditLogDateTime } }] },
          },
        },
      ],
    });
    const [first] = requestsOf(organizationId);
    expect(Date.parse(first?.["fromUtcDateTime"] ?? "")).toBe(Date.parse(String(auditLogDateTime)) - 60_000);
  });
});
