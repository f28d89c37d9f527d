import { describe, expect, test } from "@jest/globals";
import { changedSettings, fingerprintOf } from "../../src/sync/fingerprint.js";

describe("the fingerprint of a config", () => {
  test("has a hash of each setting, and nothing of what may be a secret, of a group, or of how to read", () => {
    const secrets = { api_key: "1", secret_token: "2", password: "3", Authorization: "4", pin: "5", clientSecret: "6" };
    const manner = {
      concurrency: 4,
      checks: "all",
      limits: { attempts: 3 },
      credentials: { user: "u" },
      list: ["x"],
      none: null,
    };
    const fingerprint = fingerprintOf({ domain: "acme", region: "EU", ...secrets, ...manner });
    expect(Object.keys(JSON.parse(fingerprint ?? ""))).toEqual(["domain", "region"]);
    expect(fingerprint).not.toContain("acme");
  });

  test.each([undefined, {}, { api_key: "x" }, { limits: {} }])("of %j is none", (config) => {
    expect(fingerprintOf(config)).toBeUndefined();
  });

  test("does not depend on the order of the settings, but on their types", () => {
    expect(fingerprintOf({ a: 1, b: 2 })).toBe(fingerprintOf({ b: 2, a: 1 }));
    expect(fingerprintOf({ a: 1 })).not.toBe(fingerprintOf({ a: "1" }));
  });
});

describe("settings have changed", () => {
  const of = (config: Parameters<typeof fingerprintOf>[0]) => fingerprintOf(config);

  test("where one has another value, is new or is gone", () => {
    expect(changedSettings(of({ a: 1, b: 1, same: true, gone: 1 }), of({ a: 2, b: 2, same: true, added: 1 }))).toEqual([
      "a",
      "added",
      "b",
      "gone",
    ]);
  });

  test("nowhere, where one side is not known", () => {
    expect([changedSettings(undefined, of({ a: 1 })), changedSettings(of({ a: 1 }), undefined)]).toEqual([[], []]);
  });
});
