import { expect, test } from "@jest/globals";
import { nameOfSource } from "../../src/source/name.js";

test.each([
  ["hellobaton", "hellobaton"],
  ["source-hellobaton", "hellobaton"],
  ["./bin/source-hellobaton.js", "hellobaton"],
  ["docker:sluice/source-hellobaton:1.2", "hellobaton"],
  ["podman:localhost:5000/source-faker@sha256:0123", "faker"],
])("removes the path, the engine, the tag and source- from %s", (source, name) => {
  expect(nameOfSource(source)).toBe(name);
});

const EXTENSIONS = ["py", "sh", "js", "mjs", "cjs", "ts", "rb", "pl", "php", "jar", "exe", "cmd", "bat", "PY", "Exe"];

test.each(EXTENSIONS)("removes the extension .%s from the name of a script", (extension) => {
  expect(nameOfSource(`./scripts/foo.${extension}`)).toBe("foo");
  expect(nameOfSource(`/opt/source-foo.${extension}`)).toBe("foo");
});

test.each([
  ["./foo.v2.py", "foo.v2"],
  ["./foo.txt", "foo.txt"],
  ["./foopy", "foopy"],
  ["./.py", ".py"],
  ["source-", "source-"],
  ["./source-.py", "source-"],
])("keeps a non-empty name for %s", (source, name) => {
  expect(nameOfSource(source)).toBe(name);
});
