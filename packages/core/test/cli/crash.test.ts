/** Faulty connectors: whatever a connector's code does, the process ends with a TRACE and exit 1. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeAcme, SECRET, startAcme } from "../runner/support/acme.js";
import { runWith } from "../runner/support/process.js";
import { leakedEncodings } from "../runner/support/secret-forms.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const read = (streams: string) =>
  runWith(acme.config, ["read", "--streams", streams], { environment: { ACME: "faulty" } });

test("a TypeError in a stream fails only that stream", async () => {
  const { output, stderr } = await read("buggy,projects,tasks,notes");
  expect(output.status).toBe(1);
  expect(stderr).toBe("");
  expect(output.counts()).toEqual({ projects: 5, tasks: 3, notes: 3 });
  expect(output.errors()).toEqual([
    expect.objectContaining({
      failure_type: "system_error",
      stack_trace: expect.stringMatching(/^TypeError: /),
      stream_descriptor: { name: "buggy" },
    }),
  ]);
});

describe("a run ends with a TRACE, exit 1 and nothing on stderr", () => {
  test("after an unhandled rejection, with its secret masked, even if a timer is still open", async () => {
    const { output, stderr, stdout } = await read("forgetful");
    expect(output.status).toBe(1);
    expect(stderr).toBe("");
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "system_error",
        message: expect.stringContaining("nobody awaits this: ****"),
        stack_trace: expect.stringMatching(/^RangeError: nobody awaits this: \*{4}\n/),
      }),
    ]);
    expect(output.lines.at(-1)).toMatchObject({ trace: { type: "ERROR" } });
    expect(output.statuses("forgetful")).not.toContain("COMPLETE");
    expect(leakedEncodings(SECRET, stdout)).toEqual([]);
  });

  test("after an exception in a timer", async () => {
    const { output, stderr } = await read("throwing");
    expect(output.status).toBe(1);
    expect(stderr).toBe("");
    expect(output.errors()).toEqual([
      expect.objectContaining({ message: expect.stringContaining("thrown in a timer"), failure_type: "system_error" }),
    ]);
  });

  test("after a wait for a promise that never resolves", async () => {
    const { output, stderr } = await read("stuck");
    expect(output.status).toBe(1);
    expect(stderr).toBe("");
    expect(output.errors()).toEqual([
      expect.objectContaining({
        message: "The connector waits for a promise that never settles. Please report it.",
        failure_type: "system_error",
      }),
    ]);
  });
});
