import { describe, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { FAULTS } from "../src/index.js";
import { withValueIn } from "../src/json-path.js";
import { Paging } from "../src/paging.js";
import { Labels, SmallSource } from "./small-source.js";

/** The pages of a stream whose records are at a path. */
function pagingOf(recordsAt: string): Paging {
  class Found extends Labels {
    override readonly recordsAt = recordsAt;
  }
  class FoundSource extends SmallSource {
    override readonly streams = [Found];
  }
  return new Paging(new FoundSource().describe()[0], "http://fake.invalid");
}

describe("the records of a page", () => {
  const rows = { groups: [{ n: 1 }, { rows: [{ id: 1 }] }, { rows: [{ id: 2 }] }] };
  const edges = { data: { list: [], edges: [{ node: { id: 1 } }, { node: { id: 2 } }] } };
  const users = { other: [], users: { x: { id: 1 }, y: { id: 2 } } };

  test.each<[string, JsonObject, readonly string[] | undefined]>([
    ["groups.*.rows??", rows, ["groups", "1", "rows"]],
    ["data.edges.*.node", edges, ["data", "edges"]],
    ["users.*", users, undefined],
    ["items?", { items: [{ id: 1 }, { id: 2 }] }, ["items"]],
  ])("are found at %s, and the list that has them", (at, body, path) => {
    expect(pagingOf(at).recordsOf(body)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(pagingOf(at).recordsPath(body)).toEqual(path);
  });

  test("can be replaced within lists, and the list removed", () => {
    const path = pagingOf("groups.*.rows").recordsPath(rows) ?? [];
    expect(withValueIn(rows, path, [])).toEqual({ groups: [{ n: 1 }, { rows: [] }, { rows: [{ id: 2 }] }] });
    expect(withValueIn(rows, path, undefined)).toEqual({ groups: [{ n: 1 }, {}, { rows: [{ id: 2 }] }] });
    expect(withValueIn([1, 2, 3], ["1"], undefined)).toEqual([1, 3]);
  });

  test("that may be missing are not falsified by their absence", async () => {
    const request = {
      method: "GET",
      path: "/labels",
      params: {},
      query: new URLSearchParams(),
      headers: {},
      body: "",
      json: undefined,
      form: new URLSearchParams(),
    };
    const possible = async (at: string) => {
      const page = { request, genuine: { json: [] as JsonValue }, before: undefined, paging: pagingOf(at) };
      const faults = FAULTS.filter(({ name }) => name.startsWith("200 with"));
      const replies = await Promise.all(faults.map(async ({ reply }) => reply(page)));
      return replies.filter((reply) => reply !== undefined).length;
    };
    expect(await possible("data")).toBe((await possible("data??")) + 2);
  });
});
