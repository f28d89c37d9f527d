/** External input before the first page: config, catalog, state, headers. A failure prints its seed. */
import { describe, expect, test } from "@jest/globals";
import { runs } from "@sluice/testkit";
import fc from "fast-check";
import { ConfigError } from "../../src/errors/connector-error.js";
import { remainingRequests } from "../../src/http/budget.js";
import { waitHintMs } from "../../src/http/wait-hint.js";
import { parseCatalog } from "../../src/protocol/catalog.js";
import { isJsonObject, type JsonValue } from "../../src/protocol/json.js";
import { isAlreadyComplete, parseState } from "../../src/protocol/state.js";
import { secretsIn } from "../../src/schema/secrets.js";
import { parseConfig } from "../../src/source/config.js";
import { Acme } from "../runner/support/acme.js";

/** Parsed JSON, with keys that objects inherit. */
const json = fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as JsonValue);
const names = fc.oneof(fc.constantFrom("__proto__", "constructor", "toString", "", "projects"), fc.string());

/** An object with some of these keys, each with a plausible or any value. */
function shaped(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonValue> {
  const models = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fc.oneof(value, json)]));
  return fc.oneof(fc.record(models, { requiredKeys: [] }) as fc.Arbitrary<JsonValue>, json);
}

const NUMBERS = runs(300);

describe("parseConfig of any JSON", () => {
  const urls = fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom("https://[::1", "http://127.1", "https://a.example"));
  const limits = shaped({ attempts: fc.integer(), most_pages: fc.double() });
  const configs = shaped({ api_key: fc.string(), account: fc.string(), base_url: urls, limits, page_limit: fc.nat() });
  const { settings: schema } = new Acme();

  test("returns a config or throws a ConfigError", () => {
    fc.assert(
      fc.property(configs, fc.dictionary(names, json), (config, more) => {
        const isObject = typeof config === "object" && config !== null && !Array.isArray(config);
        const input = isObject ? { ...more, ...config } : config;
        try {
          const parsed = parseConfig(schema, input, "ACME").config;
          expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
          expect(String(parsed["api_key"]).length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.message).toMatch(/^The config (cannot be used\. |must be a JSON object)/);
        }
        if (isObject) expect(secretsIn(schema, input as never).every((it) => typeof it === "string")).toBe(true);
      }),
      NUMBERS,
    );
  });

  test("ignores settings of a prototype", () => {
    const input = JSON.parse('{"api_key":"k","account":"a","__proto__":{"base_url":"http://10.0.0.1"}}') as JsonValue;
    expect(parseConfig(schema, input, "ACME").config.base_url).toBeUndefined();
  });
});

test("parseCatalog of any JSON returns streams or the reason why it is invalid", () => {
  const stream = shaped({
    stream: shaped({ name: names }),
    sync_mode: fc.constantFrom("full_refresh", "incremental", ""),
  });
  const catalogs = shaped({ streams: fc.array(stream) });
  fc.assert(
    fc.property(catalogs, (catalog) => {
      const result = parseCatalog(catalog);
      if (typeof result === "string") return expect(result).not.toBe("");
      expect(new Set(result.map(({ name }) => name)).size).toBe(result.length);
      for (const { name, syncMode } of result) {
        expect(name).not.toBe("");
        expect(["full_refresh", "incremental"]).toContain(syncMode);
      }
    }),
    NUMBERS,
  );
});

test("parseState of any JSON returns the states of streams and the reasons for the rest", () => {
  const part = shaped({ stream_descriptor: shaped({ name: names }), stream_state: json });
  const payload = shaped({
    type: fc.constantFrom("STREAM", "GLOBAL", "LEGACY", "STATE"),
    stream: part,
    global: shaped({ stream_states: fc.array(part) }),
    data: fc.dictionary(names, json),
    state: shaped({ stream: part, data: fc.dictionary(names, json) }),
  });
  fc.assert(
    fc.property(fc.oneof(payload, fc.array(payload)), (input) => {
      const { states, ignored } = parseState(input);
      for (const [name, state] of states) {
        expect(typeof name).toBe("string");
        expect(isJsonObject(state)).toBe(true);
        expect(typeof isAlreadyComplete(state)).toBe("boolean");
      }
      expect(ignored.every((problem) => problem !== "")).toBe(true);
    }),
    NUMBERS,
  );
});

describe("headers with any value", () => {
  const number = fc.oneof(fc.double().map(String), fc.bigInt().map(String), fc.constantFrom("1e400", "9".repeat(400)));
  const date = fc.date().map((day) => (Number.isNaN(day.getTime()) ? "Mon, NaN" : day.toUTCString()));
  const value = fc.oneof(fc.string(), number, date, fc.mixedCase(fc.constant("nan")), fc.constant("2026-13-45T99:99Z"));
  const withValue = (headers: readonly string[]) => fc.dictionary(fc.constantFrom(...headers), value);
  const now = fc.integer({ min: 0, max: 4e12 });

  test("never cause a wait that is negative or not a number", () => {
    const headers = ["retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
    fc.assert(
      fc.property(withValue(headers), now, (given, nowMs) => {
        expect(waitHintMs(given, nowMs) ?? 0).toBeGreaterThanOrEqual(0);
      }),
      NUMBERS,
    );
  });

  test("never cause an invalid number of requests", () => {
    fc.assert(
      fc.property(withValue(["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"]), (given) => {
        const left = remainingRequests(given) ?? 0;
        expect(Number.isSafeInteger(left)).toBe(true);
        expect(left >= 0).toBe(true);
      }),
      NUMBERS,
    );
  });
});
