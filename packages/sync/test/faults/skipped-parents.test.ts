/** A parent that the API refuses is missing from its stream: the rows that an earlier sync loaded of it must stay. */
import { expect, test } from "@jest/globals";
import { record } from "./messages.js";
import { replaced, type Source } from "./source.js";
import { ALL, errorOf, expectComplete, onEachDestination } from "./support.js";

const STREAMS = [replaced("configs", { id: { type: "integer" } }, { source_defined_primary_key: [["id"]] })];

/** What a source writes that could not read these parents. */
function reading(ids: readonly number[], ...skipped: readonly string[]): Source {
  const traces = skipped.map((parent) => {
    const analytics = { type: "sluice-skipped-parent", value: JSON.stringify({ stream: "configs", parent }) };
    return JSON.stringify({ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics } });
  });
  return { streams: STREAMS, read: [...traces, ...ids.map((id) => record("configs", { id }))] };
}

onEachDestination(ALL, (place) => {
  test("keeps the table when a parent is refused that an earlier sync could read", async () => {
    expectComplete(await place.sync(reading([1, 2, 3])));
    const second = await place.sync(reading([1, 9], "productId b"));
    expect(second.status).toBe(1);
    expect(errorOf(second, "configs")).toContain("productId b was skipped because the API refuses it");
    expect(errorOf(second, "configs")).toContain("--full-refresh --streams configs");
    expect(await place.ids("configs")).toEqual([1, 2, 3]);
  });

  test("loads the other parents in the first sync, and replaces their rows while the same parent is refused", async () => {
    expectComplete(await place.sync(reading([1, 2], "productId b")));
    expect(await place.ids("configs")).toEqual([1, 2]);
    expectComplete(await place.sync(reading([2, 3], "productId b")));
    expect(await place.ids("configs")).toEqual([2, 3]);
  });

  test("keeps the table when a second parent is refused, and replaces it once all are read again", async () => {
    expectComplete(await place.sync(reading([1, 2, 3], "productId b")));
    expect((await place.sync(reading([1], "productId b", "productId c"))).status).toBe(1);
    expect(await place.ids("configs")).toEqual([1, 2, 3]);
    expectComplete(await place.sync(reading([4])));
    expect(await place.ids("configs")).toEqual([4]);
    expect((await place.sync(reading([], "productId b"))).status).toBe(1);
    expect(await place.ids("configs")).toEqual([4]);
  });

  test("drops a refused parent's rows when the user asks for a full refresh", async () => {
    expectComplete(await place.sync(reading([1, 2, 3])));
    expectComplete(await place.sync(reading([1], "productId b"), "--full-refresh"));
    expect(await place.ids("configs")).toEqual([1]);
  });
});
