import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/protocol/json.js";
import { isAlreadyComplete, NO_CURSOR_STATE, parseState } from "../../src/protocol/state.js";

const stream = (name: string, state: unknown) => ({ stream_descriptor: { name }, stream_state: state });

const CURSOR = { updated_at: "2026-02-01T00:00:00Z" };

describe("parseState", () => {
  test.each<[string, unknown, Record<string, JsonObject>]>([
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["an empty array", [], {}],
    ["an empty object", {}, {}],
    ["a STREAM entry", [{ type: "STREAM", stream: stream("a", CURSOR) }], { a: CURSOR }],
    ["an entry without a type", [{ stream: stream("a", CURSOR) }], { a: CURSOR }],
    [
      "an entry in its envelope",
      [{ type: "STATE", state: { type: "STREAM", stream: stream("a", CURSOR) } }],
      { a: CURSOR },
    ],
    [
      "stray keys and nulls",
      [
        {
          type: "STREAM",
          stream: stream("a", CURSOR),
          global_: null,
          data: null,
          sourceStats: { recordCount: 1 },
          id: 3,
        },
      ],
      { a: CURSOR },
    ],
    [
      "the last entry of a stream",
      [
        { type: "STREAM", stream: stream("a", { n: 1 }) },
        { type: "STREAM", stream: stream("a", { n: 2 }) },
      ],
      { a: { n: 2 } },
    ],
    [
      "a GLOBAL entry",
      [
        {
          type: "GLOBAL",
          global: { shared_state: { x: 1 }, stream_states: [stream("a", CURSOR), stream("b", { n: 1 })] },
        },
      ],
      { a: CURSOR, b: { n: 1 } },
    ],
    ["a GLOBAL entry without streams", [{ type: "GLOBAL", global: {} }], {}],
    ["a LEGACY entry", [{ type: "LEGACY", data: { a: CURSOR, b: null } }], { a: CURSOR }],
    ["an old single object", { a: CURSOR, b: { n: 1 } }, { a: CURSOR, b: { n: 1 } }],
    ["a single entry without an array", { type: "STREAM", stream: stream("a", CURSOR) }, { a: CURSOR }],
    ["a missing state, which starts over", [{ type: "STREAM", stream: { stream_descriptor: { name: "a" } } }], {}],
    ["a state of null, which starts over", [{ type: "STREAM", stream: stream("a", null) }], {}],
    ["an empty state, which starts over", [{ type: "STREAM", stream: stream("a", {}) }], {}],
    ["the sign of no cursor, which starts over", [{ type: "STREAM", stream: stream("a", NO_CURSOR_STATE) }], {}],
    ["an entry whose parts are all null", [{ type: "STREAM", stream: null, global: null, data: null }], {}],
  ])("reads %s", (_what, input, expected) => {
    const { states, ignored } = parseState(input);
    expect(Object.fromEntries(states)).toEqual(expected);
    expect(ignored).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["a text", "state", "it is neither an array nor an object"],
    ["a number in the array", [5], "entry 0 is not an object"],
    [
      "an entry that names no stream",
      [{ type: "STREAM", stream: { stream_state: CURSOR } }],
      "entry 0 names no stream",
    ],
    ["a name that is no text", [{ type: "STREAM", stream: stream(5 as never, CURSOR) }], "entry 0 names no stream"],
    [
      "a part of GLOBAL that names no stream",
      [{ type: "GLOBAL", global: { stream_states: [1] } }],
      "entry 0 names no stream",
    ],
    ["an entry without a part", [{ type: "STREAM", other: 1 }], "entry 0 has no stream, global or data part"],
  ])("passes over %s, and says so", (_what, input, told) => {
    const good = { type: "STREAM", stream: stream("good", CURSOR) };
    const { states, ignored } = parseState(Array.isArray(input) ? [...input, good] : input);
    expect(ignored).toEqual([told]);
    expect(states.size).toBe(Array.isArray(input) ? 1 : 0);
  });
});

describe("isAlreadyComplete", () => {
  test.each<[JsonObject | undefined, boolean]>([
    [{ __ab_full_refresh_sync_complete: true }, true],
    [{ __ab_full_refresh_sync_complete: false }, false],
    [NO_CURSOR_STATE, false],
    [{}, false],
    [undefined, false],
  ])("of %j is %p", (state, expected) => {
    expect(isAlreadyComplete(state)).toBe(expected);
  });
});
