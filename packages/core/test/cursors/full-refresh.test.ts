import { describe, expect, test } from "@jest/globals";
import { FullRefresh, ResumableFullRefresh } from "../../src/cursors/full-refresh.js";
import type { JsonObject } from "../../src/protocol/json.js";

const COMPLETE = { __ab_full_refresh_sync_complete: true };
const startOf = (cursor: FullRefresh, saved?: JsonObject) => cursor.start({ saved, startedMs: 0, slice: {} });

describe("a full refresh that resumes by a token", () => {
  const cursor = new ResumableFullRefresh("cursor");

  test.each([["eyJ4Ijox"], [26], [0]])("resumes at the token %j of the state after a page", (token) => {
    const state = startOf(cursor).stateAfterPage?.(token);
    expect(state).toEqual({ cursor: token });
    expect(startOf(cursor, state).resumeToken).toBe(token);
    expect(cursor.canResume(state ?? {})).toBe(true);
  });

  test("has no state after a page that no page follows, and is complete after the list", () => {
    const run = startOf(cursor);
    expect(run.stateAfterPage?.(undefined)).toBeUndefined();
    expect(run.nextState()).toEqual(COMPLETE);
  });

  test("accepts the state of a complete list, which has no token", () => {
    expect(cursor.canResume(COMPLETE)).toBe(true);
    expect(startOf(cursor, COMPLETE).resumeToken).toBeUndefined();
  });

  test.each<JsonObject>([
    { page: 2 },
    { cursor: "" },
    { cursor: null },
    { cursor: true },
    { cursor: { after: "x" } },
    { __ab_full_refresh_sync_complete: false },
    {},
  ])("does not resume from %j", (state) => {
    expect(cursor.canResume(state)).toBe(false);
    expect(startOf(cursor, state).resumeToken).toBeUndefined();
  });

  test("is complete after the last of several lists, and has no token within one of them", () => {
    const run = startOf(new ResumableFullRefresh("cursor", [{ query: { a: 1 } }, { query: { a: 2 } }]), {
      cursor: "x",
    });
    expect(run.resumeToken).toBeUndefined();
    expect(run.nextState()).toBeUndefined();
    expect(run.nextState()).toEqual(COMPLETE);
  });
});

test("a full refresh without resumable pages resumes after complete slices only", () => {
  const cursor = new ResumableFullRefresh(undefined);
  expect(cursor.canResume(COMPLETE)).toBe(true);
  expect(cursor.canResume({ cursor: "token" })).toBe(false);
  expect(startOf(cursor, { cursor: "token" }).resumeToken).toBeUndefined();
});

test("FullRefresh saves no state and resumes from none", () => {
  const cursor = new FullRefresh([{}]);
  expect(startOf(cursor).nextState()).toBeUndefined();
  expect(cursor.canResume(COMPLETE)).toBe(false);
});
