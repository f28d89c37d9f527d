import { describe, expect, test } from "@jest/globals";
import { isJsonObject } from "../../src/protocol/json.js";
import {
  catalog,
  connectionStatus,
  log,
  rateLimited,
  spec,
  state,
  streamStatus,
  traceError,
} from "../../src/protocol/messages.js";

describe("a protocol message", () => {
  test.each<[string, unknown, unknown]>([
    ["LOG", log("WARN", "text"), { type: "LOG", log: { level: "WARN", message: "text" } }],
    [
      "LOG with a stack",
      log("ERROR", "text", "at x"),
      { type: "LOG", log: { level: "ERROR", message: "text", stack_trace: "at x" } },
    ],
    [
      "STATE",
      state("users", { page: 2 }, 500),
      {
        type: "STATE",
        state: {
          type: "STREAM",
          stream: { stream_descriptor: { name: "users" }, stream_state: { page: 2 } },
          sourceStats: { recordCount: 500 },
        },
      },
    ],
    [
      "TRACE STREAM_STATUS",
      streamStatus("users", "STARTED", 123),
      {
        type: "TRACE",
        trace: {
          type: "STREAM_STATUS",
          emitted_at: 123,
          stream_status: { stream_descriptor: { name: "users" }, status: "STARTED" },
        },
      },
    ],
    [
      "TRACE STREAM_STATUS of a rate limit, with a whole number and one reason",
      rateLimited("users", 456.7, 123),
      {
        type: "TRACE",
        trace: {
          type: "STREAM_STATUS",
          emitted_at: 123,
          stream_status: {
            stream_descriptor: { name: "users" },
            status: "RUNNING",
            reasons: [{ type: "RATE_LIMITED", rate_limited: { quota_reset: 457 } }],
          },
        },
      },
    ],
    [
      "TRACE ERROR",
      traceError({ message: "what", failure_type: "config_error" }, 123),
      {
        type: "TRACE",
        trace: { type: "ERROR", emitted_at: 123, error: { message: "what", failure_type: "config_error" } },
      },
    ],
    [
      "CONNECTION_STATUS that succeeded",
      connectionStatus(),
      { type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } },
    ],
    [
      "CONNECTION_STATUS that failed",
      connectionStatus("why"),
      { type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: "why" } },
    ],
    [
      "SPEC",
      spec("https://example.com", { type: "object" }),
      { type: "SPEC", spec: { documentationUrl: "https://example.com", connectionSpecification: { type: "object" } } },
    ],
    ["CATALOG", catalog([]), { type: "CATALOG", catalog: { streams: [] } }],
  ])("is written as the protocol defines it: %s", (_kind, message, expected) => {
    expect(JSON.parse(JSON.stringify(message))).toStrictEqual(expected);
  });
});

describe("isJsonObject", () => {
  test.each<[unknown, boolean]>([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    ["{}", false],
    [0, false],
    [undefined, false],
  ])("returns for %j: %p", (value, expected) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});
