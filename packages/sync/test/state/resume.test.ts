import { describe, expect, test } from "@jest/globals";
import {
  type ConnectionState,
  NO_STATE,
  withGlobalState,
  withoutStates,
  withStreamState,
  withWholeState,
} from "../../src/state/connection-state.js";
import { withGivenStates } from "../../src/state/given-states.js";
import { ResumeError, resume, stateText, type Wanted } from "../../src/state/resume.js";
import { type StreamDescriptor, streamKey } from "../../src/streams/stream.js";
import { globalState, ID, LOADED, LOG, NEW, part, USERS } from "./support.js";

const wanted = (stream: StreamDescriptor, more: Partial<Wanted> = {}): Wanted => ({
  ...stream,
  key: stream === USERS ? ID : [],
  isIncremental: true,
  ...more,
});
const BOTH = [wanted(USERS), wanted(LOG)];
const LISTED = [USERS, LOG, NEW];

/** The modes of streams, and the state that the source gets. */
function decided(streams: readonly Wanted[], state: ConnectionState) {
  const resumption = resume(streams, state, LISTED);
  const modes = streams.map((stream) => resumption.modes.get(streamKey(stream)));
  return { modes, text: stateText(streams.map(streamKey), resumption, state), warnings: resumption.warnings };
}

const streamText = (stream: StreamDescriptor, at: number | string) => `{"type":"STREAM","stream":${part(stream, at)}}`;
const GLOBAL = withGlobalState(LOADED, globalState(5, part(USERS, 1), part(LOG, 2)), [USERS, LOG].map(streamKey));

describe("without a state", () => {
  test("a stream with a key is merged, one without is appended to only while it has no rows", () => {
    expect(decided(BOTH, LOADED)).toMatchObject({ modes: ["merge", "replace"], text: undefined });
    expect(decided(BOTH, NO_STATE)).toMatchObject({ modes: ["merge", "append"], text: undefined });
  });

  test("a stream that is not read incrementally is replaced", () => {
    expect(decided([wanted(USERS, { isIncremental: false })], NO_STATE).modes).toEqual(["replace"]);
  });
});

describe("STREAM states", () => {
  const saved = withStreamState(LOADED, streamKey(LOG), streamText(LOG, "9007199254740993"));

  test("are handed back byte for byte, to the streams that are read", () => {
    const both = withStreamState(saved, streamKey(USERS), streamText(USERS, 1));
    expect(decided(BOTH, both)).toMatchObject({
      modes: ["merge", "append"],
      text: `[${streamText(USERS, 1)},${streamText(LOG, "9007199254740993")}]`,
    });
    expect(decided([wanted(LOG)], both).text).toBe(`[${streamText(LOG, "9007199254740993")}]`);
  });

  test("make a stream without one read from the beginning", () => {
    expect(decided(BOTH, saved)).toMatchObject({
      modes: ["merge", "append"],
      text: `[${streamText(LOG, "9007199254740993")}]`,
    });
  });
});

describe("a GLOBAL state", () => {
  test("is handed back completely, with its namespaces", () => {
    const { modes, text } = decided(BOTH, GLOBAL);
    expect(modes).toEqual(["merge", "append"]);
    expect(text).toBe(
      `[{"type":"GLOBAL","global":{"shared_state":{"lsn":5},"stream_states":[${part(USERS, 1)},${part(LOG, 2)}]}}]`,
    );
  });

  test("keeps the parts of streams that were not read, and resumes from the oldest shared state", () => {
    const later = withGlobalState(GLOBAL, globalState(8, part(USERS, 4)), [streamKey(USERS)]);
    const { modes, text } = decided(BOTH, later);
    expect(modes).toEqual(["merge", "append"]);
    expect(text).toContain('"shared_state":{"lsn":5}');
    expect(text).toContain(part(USERS, 4));
    expect(text).toContain(part(LOG, 2));
  });

  test("reads a stream without a key from the beginning, if its part is newer than that of others", () => {
    const later = withGlobalState(GLOBAL, globalState(8, part(LOG, 4)), [streamKey(LOG)]);
    const { modes, text, warnings } = decided(BOTH, later);
    expect(modes).toEqual(["merge", "replace"]);
    expect(text).not.toContain(part(LOG, 4));
    expect(warnings).toEqual([expect.stringMatching(/pub\.log is read from the beginning: it has no key/)]);
  });

  test("does not touch what it does not change: the same shared state resumes all", () => {
    const later = withGlobalState(GLOBAL, globalState(5, part(LOG, 4)), [streamKey(LOG)]);
    expect(decided(BOTH, later).modes).toEqual(["merge", "append"]);
  });

  test("replaces a stream without a part of its own, unless it has a key", () => {
    const partly = withGlobalState(LOADED, globalState(5, part(USERS, 1)), [USERS, LOG].map(streamKey));
    expect(decided(BOTH, partly).modes).toEqual(["merge", "replace"]);
  });

  test("gives way to STREAM states of the same source, which are newer", () => {
    const newer = withStreamState(GLOBAL, streamKey(USERS), streamText(USERS, 9));
    expect(decided(BOTH, newer)).toMatchObject({ modes: ["merge", "replace"], text: `[${streamText(USERS, 9)}]` });
  });
});

describe("a state that cannot be split", () => {
  const whole = withWholeState(LOADED, { kind: "WHOLE", text: '{"users":1.10}' }, [USERS, LOG]);

  test("is handed back as the source wrote it", () => {
    expect(decided(BOTH, whole)).toMatchObject({ modes: ["merge", "append"], text: '{"users":1.10}' });
  });

  test.each([
    ["some of its streams are left out", [wanted(USERS)]],
    ["some are read in full", [wanted(USERS), wanted(LOG, { isIncremental: false })]],
    ["none of them is read", [wanted(NEW)]],
  ])("is refused where %s", (_what, streams) => {
    expect(() => decided(streams, whole)).toThrow(ResumeError);
    expect(() => decided(streams, whole)).toThrow(/pub\.log.*--full-refresh.*--name/);
  });

  test("does not cover a stream that the source no longer has", () => {
    expect(resume([wanted(USERS)], whole, [USERS]).resumed).toEqual(new Set([streamKey(USERS)]));
  });

  test("makes all streams read from the beginning where one is new to it", () => {
    const { modes, text, warnings } = decided([...BOTH, wanted(NEW)], whole);
    expect([modes, text]).toEqual([["merge", "replace", "append"], undefined]);
    expect(warnings).toEqual([expect.stringMatching(/new had no part in it/)]);
  });

  test("is dropped with the rows of one of its streams", () => {
    expect(withoutStates(whole, [streamKey(LOG)]).whole).toBeUndefined();
  });
});

describe("states that a user passes", () => {
  const given = (text: string, saved = GLOBAL) => {
    const warnings: string[] = [];
    const state = withGivenStates(saved, text, { requests: BOTH, warnings: { add: (one) => warnings.push(one) } });
    return { ...decided(BOTH, state), warned: warnings };
  };

  test("replace all saved states", () => {
    expect(given(`[${streamText(USERS, 7)}]`)).toMatchObject({
      modes: ["merge", "replace"],
      text: `[${streamText(USERS, 7)}]`,
    });
  });

  test("may be messages, one message, or a source's own object", () => {
    expect(given(`[{"type":"STATE","state":${streamText(LOG, 7)}}]`).text).toBe(`[${streamText(LOG, 7)}]`);
    expect(given(streamText(LOG, 7)).text).toBe(`[${streamText(LOG, 7)}]`);
    expect(given('{"users": 1.10}').text).toBe('{"users": 1.10}');
  });

  test("may be of streams that have no table yet", () => {
    expect(given(`[${streamText(LOG, 7)}]`, NO_STATE).modes).toEqual(["merge", "append"]);
  });

  test("are ignored with a warning where no stream is called so", () => {
    const { text, warned } = given(`[${streamText({ name: "log" }, 7)}]`);
    expect(text).toBeUndefined();
    expect(warned).toEqual([expect.stringMatching(/state of "log" is ignored/)]);
  });

  test.each(["[1]", "not json", '[{"a":1}]'])("are refused if they are not states: %s", (text) => {
    expect(() => given(text)).toThrow(ResumeError);
  });
});
