import { describe, expect, test } from "@jest/globals";
import { ClientSideCursor, epochSeconds, type JsonObject, type TimeFormat } from "@sluice/core";
import { unprovenPaging, unreadableCursors } from "../src/conformance/coverage.js";
import { Items, SmallSource } from "./small-source.js";

const streams = new SmallSource().describe(); // items are paged, labels are not

describe("the coverage of paging", () => {
  test("asks for the pages of a stream with a paginator", () => {
    expect(unprovenPaging(streams, { paged: {} })).toEqual([
      "items has a LinkHeader. Add it to paged in the conformance test, with the number of its pages in the fake.",
    ]);
  });

  test.each([
    ["several pages", { paged: { items: 3 } }],
    ["one page and the reason", { paged: {}, onePage: { items: "It has ten records at most." } }],
  ])("accepts a stream with %s", (_what, conformance) => {
    expect(unprovenPaging(streams, conformance)).toEqual([]);
  });

  test("refuses a reason for a stream that is paged in the fake, or has no paginator", () => {
    const onePage = { items: "one", labels: "one" };
    expect(unprovenPaging(streams, { paged: { items: 3 }, onePage })).toEqual([
      "items: remove it from onePage.",
      "labels: remove it from onePage.",
    ]);
  });
});

describe("the coverage of cursors", () => {
  const problems = (times: readonly JsonObject[string][], fieldAs?: TimeFormat) => {
    class TimedItems extends Items {
      override readonly cursor = new ClientSideCursor({ field: "updatedAt", fieldAs });
    }
    class TimedSource extends SmallSource {
      override readonly streams = [TimedItems];
    }
    const records = times.map((updatedAt) => ({ updatedAt }));
    return unreadableCursors(new TimedSource().describe(), new Map([["items", records]]));
  };

  test.each([["2026-01-01T00:00:00Z"], ["2026-01-01"]])("accepts a record with the time %s", (time) => {
    expect(problems([null, time])).toEqual([]);
  });

  test("reads times in the format of the cursor", () => {
    expect(problems([1_735_689_600], epochSeconds)).toEqual([]);
    expect(problems(["2026-01-01"], epochSeconds)).toHaveLength(1);
  });

  test.each([[null], [1_735_689_600], ["Mon, 01 Jan 2026 00:00:00 GMT"], ["2026-99-99"]])(
    "finds a cursor field whose only value is %j",
    (time) => {
      expect(problems([time])).toEqual([
        'items: no record of the fake has a time that the cursor can read in its field "updatedAt".',
      ]);
    },
  );
});
