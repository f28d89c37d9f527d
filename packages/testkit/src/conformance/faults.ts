import type { Fault } from "../fake-api.js";
import { leaks } from "../leaks.js";
import type { TestRunner } from "../test-runner.js";
import { type Subject, summaryLine } from "./subject.js";

/** One stream is broken: it recovers completely, or it fails and the others are complete. */
export function faultTests(subject: Subject, { describe, expect, test }: TestRunner): void {
  const { connector } = subject;

  describe("faults", () => {
    test("reads all records of all streams after one 500", async () => {
      subject.vendor.api.inject({ at: (request) => subject.isVictims(request), reply: { status: 500 } });
      const output = await subject.run("read");
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      expect(output.counts()).toEqual(subject.whole.counts());
      expect(summaryLine(output, connector.victim.stream)).toContain("1 retries");
    });

    test("shows a 429 as RUNNING with the reason RATE_LIMITED", async () => {
      subject.vendor.api.inject({
        at: (request) => subject.isVictims(request),
        reply: { status: 429, headers: { "retry-after": "7" } },
      });
      const output = await subject.run("read", { streams: [connector.victim.stream] });
      const shown = output.statuses(connector.victim.stream).filter((status) => status.includes("RATE_LIMITED"));
      expect([...new Set(shown)]).toEqual(["RUNNING RATE_LIMITED"]); // a slow vendor's own limit may show it again
    });

    const failing: readonly (readonly [string, Fault["reply"], string])[] = [
      ["400", { status: 400, json: { field: ["is wrong"] } }, "system_error"],
      ["200 with HTML", { text: "<html>down for maintenance</html>" }, "system_error"],
    ];
    test.each(failing)("exits 1 after %s: that stream fails, the others are complete", async (_fault, reply, type) => {
      subject.vendor.api.inject({
        at: (request) => subject.isVictims(request),
        reply,
        times: Number.POSITIVE_INFINITY,
      });
      const output = await subject.run("read");
      const { stream: victim } = connector.victim;
      expect(output.status).toBe(1);
      expect(output.errors()).toEqual([
        expect.objectContaining({
          failure_type: type,
          message: expect.stringContaining(victim),
          stream_descriptor: { name: victim },
        }),
      ]);
      expect(output.order(victim)).toMatch(/STATE ERROR INCOMPLETE$/);
      const { [victim]: _, ...others } = subject.whole.counts();
      expect(output.counts()).toEqual(expect.objectContaining(others));
      expect(leaks(connector.create(), subject.vendor, output)).toEqual([]);
    });
  });
}
