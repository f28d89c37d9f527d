/** A flag for more pages that is false: it is noticed where a total or a token contradicts it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  CursorTokenPaginator,
  OffsetPaginator,
  PageNumberPaginator,
  type Paginator,
  type StreamClass,
} from "@sluice/core";
import { FakeApi, type FakeVendor, FaultMatrix } from "../src/index.js";
import { PAGING_FAULTS } from "../src/paging-faults.js";
import { Labels, SmallSource } from "./small-source.js";

class Numbered extends Labels {
  override readonly recordsAt = "data";
  override readonly paginator: Paginator = new PageNumberPaginator({ param: "page", hasMore: "more" });
}
class Counted extends Numbered {
  override readonly paginator: Paginator = new PageNumberPaginator({ param: "page", hasMore: "more", total: "total" });
}
class Skipping extends Numbered {
  override readonly paginator: Paginator = new OffsetPaginator({ param: "skip", hasMore: "more", total: "total" });
}
class ByToken extends Numbered {
  override readonly paginator: Paginator = new CursorTokenPaginator({ at: "next", param: "page", hasMore: "more" });
}

/** Three pages of one record. */
async function start(): Promise<FakeVendor> {
  const api = await FakeApi.start();
  const rows = [1, 2, 3].map((id) => ({ id, updatedAt: `2026-01-0${id}T00:00:00Z` }));
  api.get("/labels", ({ query }) => {
    const page = Number(query.get("page") ?? Number(query.get("skip")) + 1);
    const more = page < rows.length;
    return { json: { data: rows.slice(page - 1, page), more, next: more ? page + 1 : null, total: rows.length } };
  });
  return { api, config: { token: "the-Token-1", base_url: api.url }, expected: new Map([["labels", rows]]) };
}

describe("a flag for more pages that is false", () => {
  let vendor: FakeVendor;
  beforeAll(async () => {
    vendor = await start();
  });
  afterAll(() => vendor.api.close());

  const [early, late] = ["a flag that says no more pages, too early", "a flag that says more pages, forever"];

  test.each<[string, string, StreamClass<never>, RegExp]>([
    [early, "is contradicted by the total", Skipping as StreamClass<never>, /^failed: transient_error$/],
    [early, "is not needed where the total names all pages", Counted as StreamClass<never>, /^recovered$/],
    [early, "is believed where nothing contradicts it", Numbered as StreamClass<never>, /^not applicable/],
    [early, "is believed, although there is a token", ByToken as StreamClass<never>, /^not applicable/],
    [late, "leads to an empty page", Counted as StreamClass<never>, /^recovered$/],
    [late, "leads to an empty page", Numbered as StreamClass<never>, /^recovered$/],
    [late, "is contradicted by the missing token", ByToken as StreamClass<never>, /^failed: system_error$/],
  ])("%s: %s", async (name, _what, Stream, expected) => {
    class FlaggedSource extends SmallSource {
      override readonly streams = [Stream as unknown as StreamClass<object>];
    }
    const matrix = new FaultMatrix(
      { create: () => new FlaggedSource(), folder: new URL(".", import.meta.url), start },
      vendor,
    );
    await matrix.prepare("labels");
    const fault = PAGING_FAULTS.find((one) => one.name === name);
    const cell = fault && (await matrix.run(fault, "first"));
    expect(cell?.outcome).toMatch(expected);
    expect(cell?.problems).toEqual([]);
  });
});
