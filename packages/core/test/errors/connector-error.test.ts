import { describe, expect, test } from "@jest/globals";
import {
  asConnectorError,
  ConfigError,
  ConnectorError,
  SystemError,
  TransientError,
} from "../../src/errors/connector-error.js";

describe("ConnectorError", () => {
  test.each([
    ["ConfigError", ConfigError, "config_error"],
    ["TransientError", TransientError, "transient_error"],
    ["SystemError", SystemError, "system_error"],
  ])("%s has a failure type, a name, a detail, a status and a cause", (name, Kind, failureType) => {
    const cause = new Error("why");
    const error = new Kind("what", { detail: "raw", status: 418, cause });
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ failureType, name, message: "what", detail: "raw", status: 418, cause });
  });

  test("has neither cause nor detail by default", () => {
    const error = new SystemError("what");
    expect(error.detail).toBeUndefined();
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  test.each([
    [429, true],
    [503, false],
    [undefined, false],
  ])("a TransientError of status %p is a rate limit: %p", (status, expected) => {
    const error = new TransientError("busy", { waitHintMs: 5, ...(status === undefined ? {} : { status }) });
    expect(error.isRateLimit).toBe(expected);
    expect(error.waitHintMs).toBe(5);
  });
});

describe("asConnectorError", () => {
  test("returns a ConnectorError unchanged", () => {
    const error = new ConfigError("fix it");
    expect(asConnectorError(error)).toBe(error);
  });

  test.each([
    ["an Error", new TypeError("x is not a function"), "x is not a function"],
    ["a text", "boom", "boom"],
    ["undefined", undefined, "undefined"],
  ])("wraps %s as a system error with its text", (_what, thrown, text) => {
    const error = asConnectorError(thrown);
    expect(error).toBeInstanceOf(SystemError);
    expect(error.message).toContain(text);
    expect(error.detail).toBe(text);
    expect(error.cause).toBe(thrown);
  });
});
