import { describe, expect, test } from "@jest/globals";
import { parseCatalog } from "../../src/protocol/catalog.js";

const entry = (name: string, syncMode = "full_refresh") => ({ stream: { name }, sync_mode: syncMode });

describe("parseCatalog", () => {
  test("returns streams and modes in order", () => {
    expect(parseCatalog({ streams: [entry("b", "incremental"), entry("a")] })).toEqual([
      { name: "b", syncMode: "incremental" },
      { name: "a", syncMode: "full_refresh" },
    ]);
  });

  test("reads only names and modes: schemas may be stale, keys unknown, values null", () => {
    const stream = { name: "a", json_schema: null, namespace: null, supported_sync_modes: ["unknown"], new_key: 1 };
    const configured = { stream, sync_mode: "full_refresh", cursor_field: null, destination_sync_mode: 5 };
    expect(parseCatalog({ streams: [configured], more: null })).toEqual([{ name: "a", syncMode: "full_refresh" }]);
  });

  test("returns a repeated stream once, with its last entry", () => {
    expect(parseCatalog({ streams: [entry("a"), entry("b"), entry("a", "incremental")] })).toEqual([
      { name: "a", syncMode: "incremental" },
      { name: "b", syncMode: "full_refresh" },
    ]);
  });

  test("accepts an empty list", () => {
    expect(parseCatalog({ streams: [] })).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ["a text", "catalog", /^the file: /],
    ["null", null, /^the file: /],
    ["a list", [], /^the file: /],
    ["no streams", {}, /^streams: /],
    [
      "a stream without a name",
      { streams: [{ stream: {}, sync_mode: "full_refresh" }] },
      /^streams\.0\.stream\.name: /,
    ],
    ["an empty name", { streams: [entry("")] }, /^streams\.0\.stream\.name: /],
    ["no sync mode", { streams: [entry("a"), { stream: { name: "b" } }] }, /^streams\.1\.sync_mode: /],
    ["a sync mode that does not exist", { streams: [entry("a", "full")] }, /^streams\.0\.sync_mode: /],
    [
      "an output of discover, which is not configured",
      { streams: [{ name: "a" }] },
      /^streams\.0\.stream: .*; streams\.0/,
    ],
  ])("says what is wrong with %s", (_what, input, message) => {
    expect(parseCatalog(input)).toMatch(message);
  });
});
