import { describe, expect, test } from "@jest/globals";
import { Output } from "../src/index.js";

const line = (message: object) => `${JSON.stringify(message)}\n`;
const record = (stream: string, data: object) => line({ type: "RECORD", record: { stream, emitted_at: 1, data } });
const status = (name: string, value: string, reasons?: object[]) =>
  line({
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: 1,
      stream_status: { stream_descriptor: { name }, status: value, reasons },
    },
  });
const state = (name: string, recordCount: number) =>
  line({
    type: "STATE",
    state: {
      type: "STREAM",
      stream: { stream_descriptor: { name }, stream_state: { a: 1 } },
      sourceStats: { recordCount },
    },
  });

describe("the output reader", () => {
  test("sorts messages by stream and kind", () => {
    const output = new Output(
      status("tags", "STARTED") +
        record("tags", { id: 1 }) +
        record("other", { id: 9 }) +
        record("tags", { id: 2 }) +
        state("tags", 2) +
        status("tags", "COMPLETE"),
      0,
    );
    expect(output.records("tags")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(output.counts()).toEqual({ tags: 2, other: 1 });
    expect(output.states("tags")).toEqual([{ data: { a: 1 }, recordCount: 2 }]);
    expect(output.order("tags")).toBe("STARTED RECORD STATE COMPLETE");
  });

  test("shows a rate-limited RUNNING apart from a plain one", () => {
    const output = new Output(status("tags", "RUNNING") + status("tags", "RUNNING", [{ type: "RATE_LIMITED" }]), 0);
    expect(output.statuses("tags")).toEqual(["RUNNING", "RUNNING RATE_LIMITED"]);
  });

  test("leaves a rate-limited RUNNING out of the order, wherever it comes", () => {
    const limited = status("tags", "RUNNING", [{ type: "RATE_LIMITED" }]);
    const lines = [limited, status("tags", "RUNNING"), record("tags", {}), limited, record("tags", {}), limited];
    const output = new Output([status("tags", "STARTED"), ...lines, state("tags", 2)].join(""), 0);
    expect(output.order("tags")).toBe("STARTED RUNNING RECORD STATE");
  });

  test("finds error traces and log texts", () => {
    const error = { message: "no", stream_descriptor: { name: "tags" } };
    const output = new Output(
      line({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error } }) +
        line({ type: "LOG", log: { level: "WARN", message: "w" } }),
      1,
    );
    expect(output.errors("tags")).toEqual([error]);
    expect(output.errors("other")).toEqual([]);
    expect(output.logs("WARN")).toEqual(["w"]);
    expect(output.logs("INFO")).toEqual([]);
  });

  test.each([
    ["a line without an end", '{"type":"LOG"}'],
    ["a line that is not JSON", "hello\n"],
    ["a line without a type", "{}\n"],
  ])("%s is refused, for a consumer would lose it", (_what, stdout) => {
    expect(() => new Output(stdout, 0)).toThrow();
  });
});
