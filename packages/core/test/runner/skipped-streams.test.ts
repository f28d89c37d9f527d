/** A stream of which the API refuses everything, in the output of the command line. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type LogEntry, when } from "@sluice/core";
import { configuredCatalog, runSource } from "@sluice/testkit";
import { Acme, atNotes, type FakeAcme, Notes, Projects, startAcme, Tasks } from "./support/acme.js";

const RULE = when({ status: 403, body: /plan/ }).skip("The plan does not cover it.", { wholeStream: true });

class PlannedNotes extends Notes {
  override readonly errors = [RULE];
}

class PlannedTasks extends Tasks {
  override readonly errors = [RULE];
}

class PlannedAcme extends Acme {
  override readonly streams = [Projects, PlannedTasks, PlannedNotes];
}

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const run = (command: "read" | "check", options: Parameters<typeof runSource>[2] = {}) =>
  runSource(new PlannedAcme(), command, { config: acme.config, ...options });

const refused = (error: string) => ({ status: 403, json: { error } });
const refuseNotes = () => acme.api.inject({ at: atNotes, times: 9, reply: refused("not in the plan") });
const REASON = "The API refuses all of the stream notes (HTTP 403). The plan does not cover it.";

describe("a stream that is skipped as a whole", () => {
  test("ends a full refresh without a claim that it is complete, and without an error", async () => {
    refuseNotes();
    const output = await run("read");
    expect(output.order("notes")).toBe("STARTED RUNNING STATE INCOMPLETE");
    expect(output.states("notes")).toEqual([{ data: { __ab_no_cursor_state_message: true }, recordCount: 0 }]);
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.statuses("projects").at(-1)).toBe("COMPLETE");
  });

  test("does not claim completeness for a resumable stream of slices either", async () => {
    acme.api.inject({ at: ({ path }) => path.endsWith("/tasks"), times: 99, reply: refused("not in the plan") });
    const output = await run("read", { streams: ["projects", "tasks"] });
    expect(output.order("tasks")).toBe("STARTED RUNNING STATE INCOMPLETE");
    expect(output.states("tasks")).toEqual([{ data: { __ab_no_cursor_state_message: true }, recordCount: 0 }]);
    expect(output.status).toBe(0);
  });

  test("is a WARN with the rule's text, and is counted in the summary with the rule", async () => {
    refuseNotes();
    const output = await run("read");
    expect(output.logs("WARN")).toContain(`notes: ${REASON}`);
    expect(output.logs("INFO").at(-1)).toContain(
      `notes: 0 records, 0 pages, 1 requests, 0 retries, 0.0 s waited, 1 slices skipped, so not everything arrived, error rules: 403, body /plan/ → skip 1×, skipped: ${REASON}`,
    );
  });

  test("fails where the refusal has another text", async () => {
    acme.api.inject({ at: atNotes, times: 9, reply: refused("The token was revoked.") });
    const output = await run("read");
    expect(output.errors("notes")).toHaveLength(1);
    expect(output.status).toBe(1);
  });

  test("is reported to sluice sync, which asks for it", async () => {
    refuseNotes();
    process.env["SLUICE_PROGRESS"] = "1";
    try {
      const traces = (await run("read")).of("TRACE").map(({ analytics }) => analytics as { type: string } | undefined);
      const [skipped, ...others] = traces.filter((one) => one?.type === "sluice-skipped-stream");
      expect(skipped).toMatchObject({ value: JSON.stringify({ stream: "notes", reason: REASON }) });
      expect(others).toEqual([]);
    } finally {
      delete process.env["SLUICE_PROGRESS"];
    }
  });

  test("has no records for a program, which gets the warning", async () => {
    refuseNotes();
    const log: LogEntry[] = [];
    const records: unknown[] = [];
    const { api_key, account, base_url } = acme.config as Record<"api_key" | "account" | "base_url", string>;
    const options = { onLog: (entry: LogEntry) => log.push(entry) };
    const read = new PlannedAcme().records("notes", { api_key, account, base_url }, options);
    for await (const note of read) records.push(note);
    expect(records).toEqual([]);
    expect(log.at(-1)).toEqual({ level: "WARN", text: REASON });
  });

  test("does not fail a check, which does not say that it can be read", async () => {
    refuseNotes();
    const output = await run("check", { streams: ["notes"] });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("WARN")).toContain(`notes: ${REASON}`);
    expect(output.logs("INFO")).toEqual([]);
  });
});

describe("a run of which the API refuses every stream", () => {
  test("fails with a config error, although each stream alone may be skipped", async () => {
    refuseNotes();
    const output = await run("read", { catalog: configuredCatalog(["notes"]) });
    expect(output.status).toBe(1);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "config_error",
        message: expect.stringContaining("Nothing was read, because the API refuses every stream."),
      }),
    ]);
  });
});
