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

describe("parseState of a valid state", () => {
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
    ["keys that are not part of the protocol", [stream("users", cursor, { global_: null, id: 4, x: [] })], users],
    ["statistics", [stream("users", cursor, { sourceStats: { recordCount: 3 } })], users],
    ["explicit nulls", [stream("users", cursor, { data: null, global: null, sourceStats: null })], users],
    ["a null namespace", [{ type: "STREAM", stream: part("users", cursor, { namespace: null }) }], users],
    ["an entry of nulls only", [{ type: "STREAM", stream: null, global: null, data: null }], {}],
    ["a stream without a state", [{ type: "STREAM", stream: { stream_descriptor: { name: "users" } } }], {}],
    ["a stream with a null state", [stream("users", null)], {}],
    ["a stream with an empty state", [stream("users", {})], {}],
    ["the no-cursor state", [stream("users", { ...NO_CURSOR_STATE })], {}],
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
    ["the list that Airbyte's UI shows", [{ streamDescriptor: { name: "users" }, streamState: cursor }], users],
    ["an entry of that list in snake_case", [{ stream_descriptor: { name: "users" }, stream_state: cursor }], users],
    [
      "the streams of a connection, as Airbyte's API gives them",
      {
        stateType: "stream",
        connectionId: "c-1",
        streamState: [{ streamDescriptor: { name: "users", namespace: null }, streamState: cursor }],
      },
      users,
    ],
    [
      "the global state of a connection, as Airbyte's API gives it",
      {
        stateType: "global",
        globalState: {
          sharedState: { lsn: 1 },
          streamStates: [{ streamDescriptor: { name: "users" }, streamState: cursor }],
        },
      },
      users,
    ],
    ["the legacy state of a connection, as Airbyte's API gives it", { stateType: "legacy", state: users }, users],
    ["a connection that has no state yet", { stateType: "not_set", connectionId: "c-1" }, {}],
    ["an old object with nulls", { ...users, teams: null }, users],
    [
      "a name that objects have by nature",
      [stream("constructor", cursor)],
      { constructor: cursor } as unknown as JsonObject,
    ],
  ];
  test.each(understood)("accepts %s", (_what, input, states) => {
    expect(parsed(input)).toEqual({ states, ignored: [] });
  });
});

describe("parseState of an invalid state", () => {
  const invalidStates: readonly (readonly [string, unknown, JsonObject, readonly string[]])[] = [
    ["a text", "page 2", {}, ["the state is not an object"]],
    ["a number", 7, {}, ["the state is not an object"]],
    ["an entry that is not an object", ["x", stream("users", cursor)], users, ["entry 0 is not an object"]],
    [
      "a stream without a name",
      [{ type: "STREAM", stream: { stream_state: cursor } }],
      {},
      ["entry 0 names no stream"],
    ],
    [
      "a name that is not a text",
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
      "a connection's state without its streams",
      { stateType: "stream", connectionId: "c-1" },
      {},
      ['the state has the type "stream", but no state'],
    ],
    [
      "another kind of entry",
      [{ type: "PARTITION", partition: { a: 1 } }],
      {},
      ["entry 0 has no stream, global or data part"],
    ],
  ];
  test.each(invalidStates)("reports %s and keeps the rest", (_what, input, states, ignored) => {
    expect(parsed(input)).toEqual({ states, ignored });
  });
});

test("isAlreadyComplete is true only for the state of a complete full refresh", () => {
  expect(isAlreadyComplete({ __ab_full_refresh_sync_complete: true })).toBe(true);
  expect(
    [undefined, {}, { __ab_full_refresh_sync_complete: false }, { ...NO_CURSOR_STATE }].map(isAlreadyComplete),
  ).toEqual([false, false, false, false]);
});
