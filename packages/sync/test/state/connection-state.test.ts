import { describe, expect, test } from "@jest/globals";
import {
  entryOf,
  NO_STATE,
  ownerOf,
  savedText,
  withGlobalState,
  withLoaded,
  withReplaced,
  withStreamState,
  withTable,
} from "../../src/state/connection-state.js";
import { migrated, withNamespaces } from "../../src/state/migrate.js";
import { streamKey } from "../../src/streams/stream.js";
import { globalState, ID, LOADED, LOG, part, tableFor, USERS } from "./support.js";

const users = streamKey(USERS);

describe("the identity of a stream", () => {
  test("is its namespace and name, and no namespace has several spellings", () => {
    expect(streamKey({ name: "a", namespace: "" })).toBe(streamKey({ name: "a" }));
    const keys = [{ name: "a.b" }, { name: "b", namespace: "a" }, { name: "a", namespace: "b" }, { name: '","' }];
    expect(new Set(keys.map(streamKey)).size).toBe(keys.length);
  });
});

describe("a stream's entry", () => {
  test("counts what was loaded, and begins again where its table is another one", () => {
    expect(entryOf(withLoaded(LOADED, tableFor(USERS, ID), 2), users)?.loaded).toBe(5);
    const saved = withStreamState(LOADED, users, "{}");
    expect(entryOf(withTable(saved, tableFor(USERS, ID)), users)).toMatchObject({ loaded: 3, state: { text: "{}" } });
    const moved = withTable(saved, { ...tableFor(USERS, ID), schema: "elsewhere" });
    expect(entryOf(moved, users)).toMatchObject({ loaded: 0, schema: "elsewhere" });
    expect(entryOf(moved, users)?.state).toBeUndefined();
  });

  test("loses its state and the former key of its rows when they are replaced", () => {
    const saved = withStreamState(withLoaded(LOADED, { ...tableFor(USERS, ID), formerKey: ["id"] }, 0), users, "{}");
    const entry = entryOf(withReplaced(saved, tableFor(USERS, ID), { loaded: 7 }), users);
    expect([entry?.loaded, entry?.state, entry?.formerKey]).toEqual([7, undefined, undefined]);
  });
});

describe("shared states", () => {
  test("are kept as long as a part refers to them", () => {
    const first = withGlobalState(LOADED, globalState(1, part(USERS, 1), part(LOG, 1)), [users, streamKey(LOG)]);
    const second = withGlobalState(first, globalState(2, part(USERS, 2)), [users]);
    expect(second.shared.map(({ text }) => text)).toEqual(['{"lsn":1}', '{"lsn":2}']);
    const third = withGlobalState(second, globalState(3, part(USERS, 3), part(LOG, 3)), [users, streamKey(LOG)]);
    expect(third.shared.map(({ text }) => text)).toEqual(['{"lsn":3}']);
  });

  test("are shown with the part of a stream", () => {
    const state = withGlobalState(LOADED, globalState(1, part(USERS, 1)), [users]);
    const entry = entryOf(state, users);
    expect(entry && savedText(state, entry)).toBe(
      `{"type":"GLOBAL","global":{"shared_state":{"lsn":1},"stream_states":[${part(USERS, 1)}]}}`,
    );
  });
});

describe("the owner of a table", () => {
  test("is found as the destination compares names", () => {
    const documents = new Map([["one", LOADED]]);
    expect(ownerOf(documents, { schema: "ACME", name: "Users" })).toBe("one");
    expect(ownerOf(documents, { schema: "ACME", name: "Users" }, String)).toBeUndefined();
  });
});

describe("the state of version 1", () => {
  const former = (stream: string, state?: string) => ({
    ...{ stream, schema: "acme", table: stream, key: ["id"], state, loaded: 3, updatedAt: "2026-11-01T00:00:00.000Z" },
    columns: [{ field: "Id", name: "id" }],
  });

  test("has the key by its fields, and keeps the columns that identified its rows", () => {
    expect(entryOf(migrated([former("users")], undefined), streamKey({ name: "users" }))).toMatchObject({
      key: [["Id"]],
      formerKey: ["id"],
      loaded: 3,
    });
  });

  test("gets its namespaces from its states, or from the streams that the source lists", () => {
    const text = `{"type":"STREAM","stream":${part(USERS, 1)}}`;
    const state = withNamespaces(migrated([former("pub.users", text), former("pub.log")], undefined), [USERS, LOG]);
    expect(state.streams.map(({ name, namespace }) => [namespace, name])).toEqual([
      ["pub", "log"],
      ["pub", "users"],
    ]);
    expect(entryOf(state, users)?.state?.text).toBe(text);
  });

  test("keeps its GLOBAL state in parts, and one that cannot be split for all of its streams", () => {
    const shared = `{"type":"GLOBAL","global":{"shared_state":{"lsn":1},"stream_states":[${part(USERS, 1)}]}}`;
    const split = migrated([former("pub.users"), former("pub.log")], shared);
    expect(entryOf(split, users)?.state).toMatchObject({ kind: "GLOBAL", text: part(USERS, 1) });
    const whole = migrated([former("users")], '{"data":{"users":1.10}}');
    expect(whole.whole).toMatchObject({ text: '{"users":1.10}', streams: [{ name: "users" }] });
    expect(NO_STATE.whole).toBeUndefined();
  });
});
