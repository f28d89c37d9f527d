import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

const ARCHIVING = ["notes", "tasks", "projects", "meetings", "custom_object_instances"];

const read = (stream: string, settings = {}) =>
  runSource(new Vitally(), "read", { config: { ...fake().config, ...settings }, streams: [stream] });

describe.each(ARCHIVING)("archived %s", (stream) => {
  test("are read after the live ones", async () => {
    const output = await read(stream);
    expect(output.records(stream)).toEqual(fake().expected.get(stream));
    expect(new Set(output.records(stream).map(({ archivedAt }) => archivedAt === null))).toEqual(
      new Set([true, false]),
    );
  });

  test("are not asked for if include_archived is false", async () => {
    const output = await read(stream, { include_archived: false });
    const live = (fake().expected.get(stream) ?? []).filter(({ archivedAt }) => archivedAt === null);
    expect(output.records(stream)).toEqual(live);
    const asked = fake().api.requests.map(({ query }) => query.get("archived"));
    expect(asked).not.toContain("true");
    expect(asked).toContain("false");
  });

  test("one that is archived between the two lists is one record", async () => {
    const [moved] = fake().expected.get(stream) ?? [];
    const path =
      stream === "custom_object_instances"
        ? `/resources/customObjects/${moved?.["customObjectId"]}/instances`
        : `/resources/${stream}`;
    const results = [{ ...moved, archivedAt: "2026-02-28T12:00:00.000Z" }];
    fake().api.inject({
      at: (request) => request.path === path && request.query.get("archived") === "true",
      reply: { json: { results, next: null } },
    });
    const output = await read(stream);
    expect(output.status).toBe(0);
    expect(output.records(stream).filter(({ id }) => id === moved?.["id"])).toEqual([moved]);
  });
});
