import { describe, expect, test } from "@jest/globals";
import {
  type ConnectionState,
  entryOf,
  NO_STATE,
  withGlobalState,
  withStreamState,
  withWholeState,
} from "../../src/state/connection-state.js";
import { ResetError, reset } from "../../src/state/reset.js";
import { resume } from "../../src/state/resume.js";
import { streamKey } from "../../src/streams/stream.js";
import { globalState, ID, LOADED, LOG, part, USERS } from "./support.js";

const STREAMS = withStreamState(withStreamState(LOADED, streamKey(USERS), "1"), streamKey(LOG), "2");
const WHOLE = withWholeState(LOADED, { kind: "WHOLE", text: "{}" }, [USERS, LOG]);

const of = (state: ConnectionState, streams: readonly string[], drop = false) =>
  reset(state, { connection: "acme", streams, drop });

/** What the next sync of all streams does with their rows. */
const modes = (state: ConnectionState) => {
  const wanted = [
    { ...USERS, key: ID, isIncremental: true },
    { ...LOG, key: [], isIncremental: true },
  ];
  const { modes: found, resumed } = resume(wanted, state, wanted);
  return [USERS, LOG].map((stream) => [found.get(streamKey(stream)), resumed.has(streamKey(stream))]);
};

describe("a reset", () => {
  test("forgets one stream; the next sync merges or replaces its rows, so that none is doubled", () => {
    const users = of(STREAMS, ["pub.users"]);
    expect(users.streams).toEqual([
      {
        ...{ stream: "pub.users", table: { schema: "acme", table: "users" } },
        ...{ isDropped: false, hadState: true, next: "merge" },
      },
    ]);
    expect(modes(users.state)).toEqual([
      ["merge", false],
      ["append", true],
    ]);
    const log = of(STREAMS, ["log"]);
    expect(log.streams).toMatchObject([{ stream: "pub.log", next: "replace" }]);
    expect(modes(log.state)).toEqual([
      ["merge", true],
      ["replace", false],
    ]);
  });

  test("with its tables forgets all of a stream", () => {
    const { state, streams } = of(STREAMS, ["log"], true);
    expect(streams).toMatchObject([{ stream: "pub.log", isDropped: true, next: "load" }]);
    expect(entryOf(state, streamKey(LOG))).toBeUndefined();
    expect(entryOf(state, streamKey(USERS))).toEqual(entryOf(STREAMS, streamKey(USERS)));
    expect(modes(state)).toEqual([
      ["merge", true],
      ["append", false],
    ]);
  });

  test("takes a stream once, however it is named", () => {
    expect(of(STREAMS, ["*", "users", "pub.users"]).streams.map(({ stream }) => stream)).toEqual([
      "pub.users",
      "pub.log",
    ]);
  });

  test("forgets a part of a GLOBAL state, and the others resume from theirs", () => {
    const global = withGlobalState(LOADED, globalState(5, part(USERS, 1), part(LOG, 2)), [USERS, LOG].map(streamKey));
    const { state } = of(global, ["users"]);
    expect(modes(state)).toEqual([
      ["merge", false],
      ["append", true],
    ]);
    expect(state.shared).toEqual(global.shared);
  });

  test("of a stream without a state or a table says so", () => {
    expect(of(LOADED, ["users"]).streams).toMatchObject([{ hadState: false }]);
    const bare = withWholeState(NO_STATE, { kind: "WHOLE", text: "{}" }, [USERS]);
    expect(of(bare, ["users"], true).streams).toEqual([
      { stream: "pub.users", table: undefined, isDropped: false, hadState: true, next: "load" },
    ]);
  });
});

describe("a state that covers several streams and cannot be split", () => {
  test("is forgotten with all of its streams", () => {
    const { state, streams } = of(WHOLE, ["*"]);
    expect(state.whole).toBeUndefined();
    expect(streams.map(({ hadState, next }) => [hadState, next])).toEqual([
      [true, "merge"],
      [true, "replace"],
    ]);
  });

  test("refuses a reset of some of them, and names the others", () => {
    expect(() => of(WHOLE, ["users"])).toThrow(ResetError);
    expect(() => of(WHOLE, ["users"], true)).toThrow(
      "The source keeps one state for all of its streams, which cannot be split, and it covers pub.log too. " +
        "Reset all of them together, for example with the stream '*'.",
    );
  });
});

test("a stream of which nothing is saved is refused, with those that are saved", () => {
  expect(() => of(STREAMS, ["user"])).toThrow(
    'Nothing is saved of a stream "user" of "acme". Saved are: pub.log, pub.users.',
  );
  expect(() => of(NO_STATE, ["*"])).toThrow(/^Nothing is saved of "acme" here/);
});
