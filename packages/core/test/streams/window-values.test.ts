/** Bounds of a window as values of the slice: what is requested, and the records. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi, FastClock } from "@sluice/testkit";
import { DateWindowCursor } from "../../src/cursors/date-window.js";
import { days } from "../../src/cursors/duration.js";
import { day } from "../../src/cursors/time-format.js";
import { path } from "../../src/http/path.js";
import { text } from "../../src/http/request-body.js";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import { HttpStream } from "../../src/streams/http-stream.js";
import type { Slice } from "../../src/streams/stream.js";
import { ExportApi, partOf, Report } from "../support/exports.js";
import { contextOf, readAll } from "../support/streams.js";

/** The last window ends on this day, and is two days wide: a day that is not over has no window of its own. */
const NOW = Date.parse("2026-02-03T12:00:00Z");

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

const cursor = new DateWindowCursor({
  ...{ field: "on", from: "first", to: "last", in: "slice", as: day },
  ...{ width: days(1), gap: days(1), earliest: () => "2026-02-01" },
});

/** What a shop sold on a day; the API says neither the day nor the shop. */
class Sales extends HttpStream<undefined> {
  readonly name = "sales";
  readonly description = "Sales of a test.";
  readonly schema = s.record({ shop: s.string, on: s.date, sold: s.integer });
  readonly primaryKey = ["shop", "on"];
  override readonly cursor: DateWindowCursor = cursor;
  override readonly addParentFields = ["shop"];
  override readonly dedupe = true;

  override slices() {
    return Promise.resolve([{ shop: "x" }, { shop: "y" }]);
  }

  path({ shop, first }: Slice) {
    return path`sales/${shop}/${first}`;
  }

  override query({ last }: Slice) {
    return { until: last };
  }

  override keep({ sold }: JsonObject, { first }: Slice) {
    return `${first}:${sold}` !== "2026-02-02:2";
  }

  override map(record: JsonObject, { first = null }: Slice): JsonObject {
    return { ...record, on: first };
  }
}

/** Replies with the number of the day, and one more. */
function serve(): string[] {
  const asked: string[] = [];
  api.get("/sales/:shop/:day", ({ params, query }) => {
    asked.push(`${params["shop"]} ${params["day"]}..${query.get("until")}`);
    const sold = Number(params["day"]?.slice(-1));
    return { json: [{ sold }, { sold: sold + 10 }] };
  });
  return asked;
}

describe("a window whose bounds are values of the slice", () => {
  test("is in the path and the query, and each of its records gets it", async () => {
    const asked = serve();
    const { values, error } = await readAll(new Sales(contextOf(api, new FastClock(NOW)).context));
    expect(error).toBeUndefined();
    expect(asked.sort()).toEqual(
      ["x", "y"].flatMap((shop) => ["01..2026-02-01", "02..2026-02-03"].map((days) => `${shop} 2026-02-${days}`)),
    );
    expect(values.map(({ shop, on, sold }) => `${shop} ${on} ${sold}`)).toEqual(
      ["x", "y"].flatMap((shop) => ["01 1", "02 12"].map((rest) => `${shop} 2026-02-${rest}`)),
    );
  });

  test("is not a part of a partition in the state, from which the next run resumes", async () => {
    const asked = serve();
    const stream = new Sales(contextOf(api, new FastClock(NOW)).context);
    const { states } = await readAll(stream, { mode: "incremental" });
    const state = { use_global_cursor: false, states: ["x", "y"].map((shop) => stateOf(shop, "2026-02-02")) };
    expect(states.at(-1)).toEqual(state);
    asked.length = 0;
    await readAll(stream, { mode: "incremental", state });
    expect(asked.sort()).toEqual(["x 2026-02-02..2026-02-03", "y 2026-02-02..2026-02-03"]);
  });

  test("ends at the latest time, which may be the saved one", async () => {
    const asked = serve();
    class Ended extends Sales {
      override readonly cursor = new DateWindowCursor({
        ...{ field: "on", from: "first", to: "last", in: "slice", as: day },
        ...{ width: days(5), gap: days(1), earliest: () => "2026-01-01", latest: () => "2026-01-07" },
      });
    }
    const stream = new Ended(contextOf(api, new FastClock(NOW)).context);
    await readAll(stream, { mode: "incremental" });
    expect(asked.filter((each) => each.startsWith("x"))).toEqual([
      "x 2026-01-01..2026-01-05",
      "x 2026-01-06..2026-01-07",
    ]);
    asked.length = 0;
    await readAll(stream, { mode: "incremental", state: { on: "2026-01-07" } });
    expect(asked).toContain("x 2026-01-07..2026-01-07");
  });

  test("is in a part of a text body", async () => {
    const bodies: string[] = [];
    class Query extends Sales {
      override readonly method = "POST";
      override path() {
        return "query";
      }
      override body({ shop, first, last }: Slice) {
        return text(`sales of ${shop} from ${first} to ${last}`, "text/plain");
      }
    }
    api.post("/query", ({ body }) => {
      bodies.push(body);
      return { json: [{ sold: 1 }] };
    });
    await readAll(new Query(contextOf(api, new FastClock(NOW)).context));
    expect(bodies).toContain("sales of y from 2026-02-02 to 2026-02-03");
    expect(bodies).toHaveLength(4);
  });
});

test("an export job gets the bounds of its window with the slice, as do the records of its files", async () => {
  const vendor = await ExportApi.start();
  class Daily extends Report {
    override readonly cursor = new DateWindowCursor({
      ...{ field: "updated", from: "first", in: "slice", as: day },
      ...{ width: days(1), gap: days(1), earliest: () => "2026-02-01" },
    });
    override map(record: JsonObject, { first = null }: Slice): JsonObject {
      return { ...record, updated: first };
    }
  }
  try {
    vendor.parts = ["/files/a"];
    vendor.files.set("a", partOf("1"));
    const { values } = await readAll(new Daily(contextOf(vendor.api, new FastClock(NOW)).context));
    expect(vendor.jobs).toEqual([{ first: "2026-02-01" }, { first: "2026-02-02" }]);
    expect(values).toEqual([
      { id: "1", updated: "2026-02-01" },
      { id: "1", updated: "2026-02-02" },
    ]);
  } finally {
    await vendor.api.close();
  }
});

function stateOf(shop: string, on: string): JsonObject {
  return { partition: { shop, parent_slice: {} }, cursor: { on } };
}
