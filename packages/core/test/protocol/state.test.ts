import { describe, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import { isAlreadyComplete, NO_CURSOR_STATE, parseState } from "../../src/protocol/state.js";

const part = (name: string, state: JsonValue, more: JsonObject = {}): JsonObject => ({
  stream_descriptor: { name, ...more },
  stream_state: state,
});
const stream = (name: string, state: JsonValue, more: JsonObject = {}): JsonObject => ({
  type: "STREAM",
  stream: part(name, state),
  ...more,
});
const users = { users: { updated_at: "2025-03-01T00:00:00Z" } };
const cursor = users.users;

function parsed(input: unknown) {
  const { states, ignored } = parseState(input);
  return { states: Object.fromEntries(states), ignored };
}

describe("a state that is understood", () => {
  const understood: readonly (readonly [string, JsonValue | undefined, JsonObject])[] = [
    ["no state", undefined, {}],
    ["null", null, {}],
    ["an empty array", [], {}],
    ["an empty object", {}, {}],
    [
      "an array of STREAM payloads",
      [stream("users", cursor), stream("teams", { page: 26 })],
      { ...users, teams: { page: 26 } },
    ],
    ["a single STREAM payload", stream("users", cursor), users],
    ["payloads in their envelope", [{ type: "STATE", state: stream("users", cursor) }], users],
    ["a payload without a type", [{ stream: part("users", cursor) }], users],
    ["keys that are no part of the protocol", [stream("users", cursor, { global_: null, id: 4, x: [] })], users],
    ["statistics", [stream("users", cursor, { sourceStats: { recordCount: 3 } })], users],
    ["explicit nulls", [stream("users", cursor, { data: null, global: null, sourceStats: null })], users],
    ["a null namespace", [{ type: "STREAM", stream: part("users", cursor, { namespace: null }) }], users],
    ["an entry of nulls only", [{ type: "STREAM", stream: null, global: null, data: null }], {}],
    ["a stream without a state", [{ type: "STREAM", stream: { stream_descriptor: { name: "users" } } }], {}],
    ["a stream with a null state", [stream("users", null)], {}],
    ["a stream with an empty state", [stream("users", {})], {}],
    ["the sign that there is no cursor", [stream("users", { ...NO_CURSOR_STATE })], {}],
    [
      "two states of one stream, of which the last counts",
      [stream("users", { page: 1 }), stream("users", cursor)],
      users,
    ],
    [
      "a GLOBAL entry",
      [
        {
          type: "GLOBAL",
          global: { shared_state: { cdc: 1 }, stream_states: [part("users", cursor), part("teams", { page: 1 })] },
        },
      ],
      { ...users, teams: { page: 1 } },
    ],
    ["a GLOBAL entry with null for its streams", [{ type: "GLOBAL", global: { stream_states: null } }], {}],
    ["a GLOBAL entry without streams", [{ type: "GLOBAL", global: {} }], {}],
    ["a LEGACY entry", [{ type: "LEGACY", data: { ...users, teams: null } }], users],
    ["a LEGACY payload with its type left out", { data: users }, users],
    ["an old object: stream names as keys", users, users],
    ["an old object with nulls", { ...users, teams: null }, users],
    [
      "a name that objects have by nature",
      [stream("constructor", cursor)],
      { constructor: cursor } as unknown as JsonObject,
    ],
  ];
  test.each(understood)("%s", (_what, input, states) => {
    expect(parsed(input)).toEqual({ states, ignored: [] });
  });
});

describe("a state that is not understood is named, and the rest is used", () => {
  const odd: readonly (readonly [string, unknown, JsonObject, readonly string[]])[] = [
    ["a text", "page 2", {}, ["it is neither an array nor an object"]],
    ["a number", 7, {}, ["it is neither an array nor an object"]],
    ["an entry that is no object", ["x", stream("users", cursor)], users, ["entry 0 is not an object"]],
    [
      "a stream without a name",
      [{ type: "STREAM", stream: { stream_state: cursor } }],
      {},
      ["entry 0 names no stream"],
    ],
    [
      "a name that is no text",
      [{ type: "STREAM", stream: { stream_descriptor: { name: 7 } } }],
      {},
      ["entry 0 names no stream"],
    ],
    [
      "a part of GLOBAL without a name",
      { type: "GLOBAL", global: { stream_states: [{}, part("users", cursor), 1] } },
      users,
      ["the state names no stream", "the state names no stream"],
    ],
    [
      "a stream's state that is a list",
      [stream("teams", [1]), stream("users", cursor)],
      users,
      ['the part of "teams" is not an object'],
    ],
    ["an old object with a scalar in it", { ...users, version: 3 }, users, ['the part of "version" is not an object']],
    [
      "another kind of entry",
      [{ type: "PARTITION", partition: { a: 1 } }],
      {},
      ["entry 0 has no stream, global or data part"],
    ],
  ];
  test.each(odd)("%s", (_what, input, states, ignored) => {
    expect(parsed(input)).toEqual({ states, ignored });
  });
});

test("only the sign that a full refresh was finished means that there is nothing left to do", () => {
  expect(isAlreadyComplete({ __ab_full_refresh_sync_complete: true })).toBe(true);
  expect(
    [undefined, {}, { __ab_full_refresh_sync_complete: false }, { ...NO_CURSOR_STATE }].map(isAlreadyComplete),
  ).toEqual([false, false, false, false]);
});
