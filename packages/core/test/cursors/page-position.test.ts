import { describe, expect, test } from "@jest/globals";
import { PagePosition } from "../../src/cursors/page-position.js";

const COMPLETE = { __ab_full_refresh_sync_complete: true };

describe("a position by a token", () => {
  const position = new PagePosition("cursor");

  test.each([["eyJ4Ijox"], [26], [0]])("%j comes back from the state that holds it", (place) => {
    const state = position.stateAt(place);
    expect(state).toEqual({ cursor: place });
    expect([position.placeIn(state), position.understands(state)]).toEqual([place, true]);
  });

  test.each([[undefined], [null], [""], [true], [{}]])("%j leads nowhere: all is read", (place) => {
    expect(position.stateAt(place)).toEqual(COMPLETE);
  });

  test("is none in the sign that all was read, which is understood", () => {
    expect([position.placeIn(COMPLETE), position.understands(COMPLETE)]).toEqual([undefined, true]);
  });

  test.each([
    [{ page: 2 }],
    [{ cursor: "" }],
    [{ cursor: null }],
    [{ cursor: { after: "x" } }],
    [{ __ab_full_refresh_sync_complete: false }],
    [{}],
  ])("is none in %j, which is not understood", (state) => {
    expect([position.placeIn(state), position.understands(state)]).toEqual([undefined, false]);
  });

  test("is none where nothing is saved", () => {
    expect(position.placeIn(undefined)).toBeUndefined();
  });
});

describe("where no page can be gone back to", () => {
  const position = new PagePosition(undefined);

  test("a slice is done or it is not", () => {
    expect(position.stateAt("token")).toEqual(COMPLETE);
    expect(position.understands(COMPLETE)).toBe(true);
    expect([position.understands({ cursor: "token" }), position.placeIn({ cursor: "token" })]).toEqual([
      false,
      undefined,
    ]);
  });
});
