import type { JsonValue, Source } from "@sluice/core";
import { catalogEntry } from "@sluice/core/internal";
import { configuredCatalog } from "../catalog.js";
import { leaks } from "../leaks.js";
import { lostParameters } from "../parameters.js";
import { runProcess } from "../run-source.js";
import { schemaCheck, undeclared } from "../schema-check.js";
import { sorted, stateInput } from "../states.js";
import type { TestRunner } from "../test-runner.js";
import { type Subject, summaryLine } from "./subject.js";

/** States of connectors that always read all records, such as Airbyte's own of these vendors. A connection that has one must keep working. */
const WITHOUT_CURSOR: readonly (readonly [string, (stream: string) => JsonValue])[] = [
  ["an empty object", () => ({})],
  ["an empty list", () => []],
  ["an object of empty objects", (stream) => ({ [stream]: {} })],
  ["the mark for no cursor", (stream) => stateInput(stream, { __ab_no_cursor_state_message: true })],
  ["an empty state of the stream", (stream) => stateInput(stream, {})],
];

/** A read of everything, compared with the account, and what a catalog makes of it. */
export function readTests(subject: Subject, { describe, expect, test }: TestRunner): void {
  const { bin, connector, names, streams } = subject;

  describe("a read of everything", () => {
    test("exits 0 and sends no request that the API does not know", async () => {
      const output = await subject.run("read");
      expect(output.errors()).toEqual([]);
      expect(output.status).toBe(0);
      subject.vendor.api.verify();
      expect(lostParameters(subject.vendor.api.requests)).toEqual([]);
    });

    test.each(names)("%s: emits all records of the account, unchanged", (stream) => {
      const expected = subject.vendor.expected.get(stream) ?? [];
      expect(expected.length).toBeGreaterThan(0);
      expect(subject.whole.records(stream)).toEqual(expected);
    });

    test.each(names)("%s: fits its schema by an independent validator", (stream) => {
      const facts = streams.find(({ name: candidate }) => candidate === stream);
      const check = schemaCheck(facts === undefined ? {} : catalogEntry(facts).json_schema);
      expect(subject.whole.records(stream).flatMap(check)).toEqual([]);
    });

    test("declares every field, except those that the fake adds on purpose", () => {
      const drift = subject.whole.logs("WARN").filter((text) => text.includes("does not match the schema"));
      expect(drift).toEqual([]);
      const found = streams.flatMap((stream) => {
        const { json_schema } = catalogEntry(stream);
        const fields = subject.whole.records(stream.name).flatMap((record) => undeclared(record, json_schema));
        return [...new Set(fields)].map((field) => `${stream.name}.${field}`);
      });
      expect(found).toEqual(connector.undeclared ?? []);
    });

    const keyed = streams.flatMap(({ name, primaryKey }) =>
      primaryKey.length > 0 ? [[name, primaryKey] as const] : [],
    );
    for (const [stream, primaryKey] of keyed) {
      test(`${stream}: each record has a key of its own`, () => {
        const keys = subject.whole
          .records(stream)
          .map((record) => primaryKey.map((field) => record[field] as JsonValue));
        expect(keys.filter((key) => key.some((part) => part === null || part === undefined))).toEqual([]);
        expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(keys.length);
      });
    }

    test.each(names)("%s: writes messages in order, with counts that add up", (stream) => {
      expect(subject.whole.order(stream)).toMatch(/^STARTED RUNNING (RECORD )?STATE (RECORD STATE )*COMPLETE$/);
      const counted = subject.whole.states(stream).reduce((sum, { recordCount }) => sum + recordCount, 0);
      expect(counted).toBe(subject.whole.records(stream).length);
    });

    for (const [stream, pages] of Object.entries(connector.paged)) {
      test(`${stream}: reads all ${pages} pages`, () => {
        expect(pages).toBeGreaterThan(1);
        expect(summaryLine(subject.whole, stream)).toContain(`${pages} pages`);
      });
    }

    test("shows no secret, not even with --debug", async () => {
      expect(leaks(connector.create(), subject.vendor, await subject.run("read", { debug: true }))).toEqual([]);
    });

    test("gives a program the same records through Source.records", async () => {
      const source = connector.create() as unknown as Source; // records() takes the config as each connector types it
      const records: unknown[] = [];
      for await (const record of source.records(connector.victim.stream, subject.vendor.config)) records.push(record);
      expect(records).toEqual(subject.vendor.expected.get(connector.victim.stream));
    });

    test("reads the same by the built bin", async () => {
      const stdin = JSON.stringify(subject.processConfig);
      const output = await runProcess(bin, ["read", "--config", "-"], { stdin });
      expect(output.stderr).toBe("");
      expect(output.status).toBe(0);
      expect(output.counts()).toEqual(subject.whole.counts());
    });
  });

  describe("the catalog decides", () => {
    const { stream } = connector.victim;

    test("reads only the streams that it names, incremental or not", async () => {
      const output = await subject.run("read", { catalog: configuredCatalog([stream], "incremental") });
      expect(Object.keys(output.counts())).toEqual([stream]);
      expect(sorted(output.records(stream))).toEqual(sorted(subject.vendor.expected.get(stream) ?? []));
    });

    test.each(WITHOUT_CURSOR)("a full refresh reads all records with %s as the state", async (_what, stateOf) => {
      const output = await subject.run("read", { catalog: configuredCatalog([stream]), state: stateOf(stream) });
      expect(output.errors()).toEqual([]);
      expect(output.logs("WARN")).toEqual([]);
      expect(output.status).toBe(0);
      expect(output.records(stream)).toEqual(subject.vendor.expected.get(stream));
    });

    test("reports an unknown stream as INCOMPLETE with a trace, reads the rest, and exits 1", async () => {
      const output = await subject.run("read", { catalog: configuredCatalog(["no_such_stream", stream]) });
      expect(output.status).toBe(1);
      expect(output.statuses("no_such_stream")).toEqual(["INCOMPLETE"]);
      expect(output.errors("no_such_stream")).toHaveLength(1);
      expect(output.records(stream)).toEqual(subject.vendor.expected.get(stream));
    });
  });
}
