import { expect, test } from "@jest/globals";
import * as core from "@sluice/core";
import { CORE_VALUES } from "../../src/write/connector/core-names.js";
import { namesOf } from "../../src/write/connector/names.js";

const STREAM = {
  ...{ description: "", path: "x", recordsAt: "", fields: [], key: [] },
  paging: { kind: "none" },
} as const;

/** The classes and files of streams of a vendor. */
function named(title: string, ...streams: readonly string[]) {
  const {
    source,
    base,
    streams: all,
  } = namesOf({ name: "x", title, streams: streams.map((name) => ({ ...STREAM, name })) });
  return {
    source,
    base,
    classes: [...all.values()].map(({ className }) => className),
    files: [...all.values()].map(({ file }) => file),
  };
}

test("knows the values that core exports", () => {
  expect([...CORE_VALUES].sort()).toEqual(Object.keys(core).sort());
});

test("gives streams names that are not those of core, of the language or of its library", () => {
  expect(named("Acme", "cursor", "map", "string", "new", "http_stream").classes).toEqual([
    ...["CursorList", "MapList", "StringList", "New", "HttpStreamList"],
  ]);
});

test("gives a stream that is named like the API another class than the source", () => {
  const { source, classes } = named("Acme", "acme", "acme_stream", "config", "streams");
  expect(source).toBe("Acme");
  expect(classes).toEqual(["Acme2", "AcmeStream2", "ConfigList", "Streams2"]);
});

test("gives streams whose names differ in their signs only names of their own", () => {
  const { classes, files } = named("Acme", "user_tags", "user-tags", "UserTags", "index");
  expect(new Set(classes.map((name) => name.toLowerCase())).size).toBe(4);
  expect(files).toEqual(["user-tags", "user-tags-2", "user-tags-3", "index-2"]);
});

test("makes a name of any title", () => {
  expect(named("2 Whole & Co.").source).toBe("WholeCo");
  expect(named("名前").source).toBe("X");
  expect(named("Source").source).toBe("SourceSource");
});
