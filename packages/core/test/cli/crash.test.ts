/** Careless authors: whatever a connector's code does, the process ends with a TRACE and exit 1. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeAcme, SECRET, startAcme } from "../runner/support/acme.js";
import { runWith } from "../runner/support/process.js";
import { shownForms } from "../runner/support/secret-forms.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const read = (streams: string) =>
  runWith(acme.config, ["read", "--streams", streams], { environment: { ACME: "faulty" } });

test("a TypeError in a stream fails that stream, and the others are read", async () => {
  const { output, stderr } = await read("buggy,projects,tasks,notes");
  expect([output.status, stderr, output.counts()]).toEqual([1, "", { projects: 5, tasks: 3, notes: 3 }]);
  expect(output.errors()).toEqual([
    expect.objectContaining({
      failure_type: "system_error",
      stack_trace: expect.stringMatching(/^TypeError: /),
      stream_descriptor: { name: "buggy" },
    }),
  ]);
});

describe("ends the run with a TRACE and exit 1, and nothing on stderr:", () => {
  test("a rejection that nobody handles, with the secret in its text masked, though a timer is still open", async () => {
    const { output, stderr, stdout } = await read("forgetful");
    expect([output.status, stderr]).toEqual([1, ""]);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        failure_type: "system_error",
        message: expect.stringContaining("nobody awaits this: ****"),
        stack_trace: expect.stringMatching(/^RangeError: nobody awaits this: \*{4}\n/),
      }),
    ]);
    expect(output.lines.at(-1)).toMatchObject({ trace: { type: "ERROR" } });
    expect(output.statuses("forgetful")).not.toContain("COMPLETE");
    expect(shownForms(SECRET, stdout)).toEqual([]);
  });

  test("an exception in a timer", async () => {
    const { output, stderr } = await read("throwing");
    expect([output.status, stderr]).toEqual([1, ""]);
    expect(output.errors()).toEqual([
      expect.objectContaining({ message: expect.stringContaining("thrown in a timer"), failure_type: "system_error" }),
    ]);
  });

  test("a wait for something that never comes", async () => {
    const { output, stderr } = await read("stuck");
    expect([output.status, stderr]).toEqual([1, ""]);
    expect(output.errors()).toEqual([
      expect.objectContaining({
        message: "The connector waits for something that never comes. Please report it.",
        failure_type: "system_error",
      }),
    ]);
  });
});
