import { describe, expect, test } from "@jest/globals";
import { catalogEntry, type JsonValue } from "@sluice/core";
import { configuredCatalog } from "../catalog.js";
import { leaks } from "../leaks.js";
import { lostParameters } from "../parameters.js";
import { runProcess } from "../run-source.js";
import { schemaCheck, undeclared } from "../schema-check.js";
import { sorted, stateInput } from "../states.js";
import { type Subject, summaryLine } from "./subject.js";

/** What connectors leave that read everything each time, Airbyte's own of these vendors among them: a connection that has it goes on. */
const WITHOUT_CURSOR: readonly (readonly [string, (stream: string) => JsonValue])[] = [
  ["an empty object", () => ({})],
  ["an empty list", () => []],
  ["an object of empty objects", (stream) => ({ [stream]: {} })],
  ["the mark for no cursor", (stream) => stateInput(stream, { __ab_no_cursor_state_message: true })],
  ["an empty state of the stream", (stream) => stateInput(stream, {})],
];

/** A read of everything, compared with the account, and what a catalog makes of it. */
export function readTests(subject: Subject): void {
  const { bin, connector, names, streams } = subject;

  describe("a read of everything", () => {
    test("exits 0 and asks the API for nothing that it does not have", async () => {
      const output = await subject.run("read");
      expect([output.status, output.errors()]).toEqual([0, []]);
      subject.vendor.api.verify();
      expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
    });

    test.each(names)("%s: all records of the account, unchanged", (stream) => {
      const expected = subject.vendor.expected.get(stream) ?? [];
      expect(expected.length).toBeGreaterThan(0);
      expect(subject.whole.records(stream)).toEqual(expected);
    });

    test.each(names)("%s: every record fits the schema, by an independent validator", (stream) => {
      const facts = streams.find(({ name: candidate }) => candidate === stream);
      const check = schemaCheck(facts === undefined ? {} : catalogEntry(facts).json_schema);
      expect(subject.whole.records(stream).flatMap(check)).toEqual([]);
    });

    test("no field drifted, and none is undeclared but those that the fake adds on purpose", () => {
      const drift = subject.whole.logs("WARN").filter((text) => text.includes("does not fit"));
      expect(drift).toEqual([]);
      const found = streams.flatMap((stream) => {
        const { json_schema } = catalogEntry(stream);
        const fields = subject.whole.records(stream.name).flatMap((record) => undeclared(record, json_schema));
        return [...new Set(fields)].map((field) => `${stream.name}.${field}`);
      });
      expect(found).toEqual(connector.undeclared ?? []);
    });

    test("keys are present and unique", () => {
      for (const { name: stream, primaryKey } of streams.filter(({ primaryKey }) => primaryKey.length > 0)) {
        const keys = subject.whole
          .records(stream)
          .map((record) => primaryKey.map((field) => record[field] as JsonValue));
        expect([stream, keys.filter((key) => key.some((part) => part === null || part === undefined))]).toEqual([
          stream,
          [],
        ]);
        expect([stream, new Set(keys.map((key) => JSON.stringify(key))).size]).toEqual([stream, keys.length]);
      }
    });

    test.each(names)("%s: messages come in order, and counts add up", (stream) => {
      expect(subject.whole.order(stream)).toMatch(/^STARTED RUNNING (RECORD )?STATE (RECORD STATE )*COMPLETE$/);
      const counted = subject.whole.states(stream).reduce((sum, { recordCount }) => sum + recordCount, 0);
      expect(counted).toBe(subject.whole.records(stream).length);
    });

    for (const [stream, pages] of Object.entries(connector.paged)) {
      test(`${stream}: all ${pages} pages are walked`, () => {
        expect(pages).toBeGreaterThan(1);
        expect(summaryLine(subject.whole, stream)).toContain(`${pages} pages`);
      });
    }

    test("no secret shows, not even with --debug", async () => {
      expect(leaks(connector.create(), subject.vendor.config, await subject.run("read", { debug: true }))).toEqual([]);
    });

    test("the built bin reads the same", async () => {
      const config = JSON.stringify(subject.vendor.config);
      const output = await runProcess(bin, ["read", "--config", "-"], { stdin: config });
      expect([output.status, output.stderr]).toEqual([0, ""]);
      expect(output.counts()).toEqual(subject.whole.counts());
    });
  });

  describe("the catalog decides", () => {
    const { stream } = connector.victim;

    test("only the streams that it names are read, incremental or not", async () => {
      const output = await subject.run("read", { catalog: configuredCatalog([stream], "incremental") });
      expect(Object.keys(output.counts())).toEqual([stream]);
      expect(sorted(output.records(stream))).toEqual(sorted(subject.vendor.expected.get(stream) ?? []));
    });

    test.each(WITHOUT_CURSOR)("a full refresh reads everything with %s as the state", async (_what, stateOf) => {
      const output = await subject.run("read", { catalog: configuredCatalog([stream]), state: stateOf(stream) });
      expect([output.status, output.errors(), output.logs("WARN")]).toEqual([0, [], []]);
      expect(output.records(stream)).toEqual(subject.vendor.expected.get(stream));
    });

    test("an unknown stream is INCOMPLETE with a trace, the rest is read, and the exit is 1", async () => {
      const output = await subject.run("read", { catalog: configuredCatalog(["no_such_stream", stream]) });
      expect(output.status).toBe(1);
      expect(output.statuses("no_such_stream")).toEqual(["INCOMPLETE"]);
      expect(output.errors("no_such_stream")).toHaveLength(1);
      expect(output.records(stream)).toEqual(subject.vendor.expected.get(stream));
    });
  });
}
