import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { catalogEntry, connectionSpecification, type JsonObject, type JsonValue } from "@sluice/core";
import { configuredCatalog } from "./catalog.js";
import type { Connector, FakeVendor } from "./connector.js";
import { type FakeRequest, type Fault, RESET } from "./fake-api.js";
import { leaks } from "./leaks.js";
import type { Output } from "./output.js";
import { fillSections, readmeSections } from "./readme.js";
import { type RunOptions, runProcess, runSource } from "./run-source.js";
import { schemaCheck, specProblems } from "./schema-check.js";

/** What the suite must know of a connector beside the connector itself. */
export interface Conformance extends Connector {
  /** A config whose credentials the vendor refuses. */
  readonly wrongCredentials: (config: JsonObject) => JsonObject;
  /** Streams that the API pages → how many pages the fake holds of each, at least two. */
  readonly paged: Readonly<Record<string, number>>;
  /** A stream without children, and the request that only it makes: the suite breaks it. */
  readonly victim: { readonly stream: string; readonly request: RegExp };
  /** Fields that the fake sends on purpose though the schema does not know them, as `stream.field`. */
  readonly undeclared?: readonly string[];
}

/** The suite that every connector passes: contract, check, a whole read counted, faults, secrets. */
export function describeConnector(connector: Conformance): void {
  const { name, title } = connector.create();
  const bin = fileURLToPath(new URL(`bin/source-${name}.js`, connector.folder));
  let vendor: FakeVendor;
  let whole: Output;
  const run = (command: Parameters<typeof runSource>[1], options: RunOptions = {}) =>
    runSource(connector.create(), command, { config: vendor.config, ...options });
  const onVictim = ({ path }: FakeRequest) => connector.victim.request.test(path);
  const streams = connector.create().describe();
  const names = streams.map((stream) => stream.name);

  describe(`${title}: conformance`, () => {
    beforeAll(async () => {
      vendor = await connector.start();
      whole = await run("read");
    });
    afterEach(() => void vendor.api.reset());
    afterAll(() => vendor.api.close());

    describe("contract", () => {
      test("spec is the committed contract, in one line", async () => {
        const output = await run("spec");
        expect(output.lines).toHaveLength(1);
        expect(output.of("SPEC")[0]).toEqual(await contract("spec.json"));
        expect(specProblems(connectionSpecification(connector.create()))).toEqual([]);
      });

      test("discover is the committed contract, in one CATALOG", async () => {
        const output = await run("discover");
        expect(output.of("CATALOG")).toEqual([await contract("catalog.json")]);
        expect(output.status).toBe(0);
      });

      test("stream names are unique and keys are scalar fields of the schema", () => {
        expect(new Set(names).size).toBe(names.length);
        for (const stream of streams) {
          const { json_schema } = catalogEntry(stream);
          expect(json_schema["type"]).toBe("object");
          for (const field of stream.primaryKey) {
            const property = (json_schema["properties"] as JsonObject)[field] as JsonObject;
            expect([stream.name, field, property["type"]]).toEqual([
              stream.name,
              field,
              expect.stringMatching(/^(string|integer|number|boolean)$/),
            ]);
          }
        }
      });

      test("the README says what the code says", async () => {
        const readme = await readFile(new URL("README.md", connector.folder), "utf8");
        expect(readme).toBe(fillSections(readme, await readmeSections(connector.create())));
      });
    });

    describe("check", () => {
      test("a good config succeeds", async () => {
        const output = await run("check");
        expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
        expect(output.status).toBe(0);
      });

      test("refused credentials are a FAILED status with a remedy and exit 0", async () => {
        const config = connector.wrongCredentials(vendor.config);
        const output = await run("check", { config, debug: true });
        expect(output.of("CONNECTION_STATUS")).toEqual([
          { status: "FAILED", message: expect.stringMatching(/40[13]/) },
        ]);
        expect(output.status).toBe(0);
        expect(leaks(connector.create(), config, output)).toEqual([]);
      });

      test("each missing field is named", async () => {
        const required = connectionSpecification(connector.create())["required"] as string[];
        for (const field of required) {
          const { [field]: _, ...config } = vendor.config;
          const output = await run("check", { config });
          expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain(`${field} is missing`);
          expect((await run("read", { config })).errors()[0]?.["failure_type"]).toBe("config_error");
        }
      });

      test("a config without credentials fails with a remedy", async () => {
        const output = await run("check", { config: { base_url: vendor.api.url } });
        expect(output.of("CONNECTION_STATUS")).toEqual([
          { status: "FAILED", message: expect.stringMatching(/config/) },
        ]);
      });

      test("an unknown key is a WARN", async () => {
        const output = await run("check", { config: { ...vendor.config, usernmae: "x" } });
        expect(output.logs("WARN").join()).toContain("usernmae");
        expect(output.status).toBe(0);
      });
    });

    describe("a read of everything", () => {
      test("exits 0 and asks the API for nothing that it does not have", async () => {
        const output = await run("read");
        expect([output.status, output.errors()]).toEqual([0, []]);
        vendor.api.verify();
      });

      test.each(names)("%s: all records of the account, unchanged", (stream) => {
        const expected = vendor.expected.get(stream) ?? [];
        expect(expected.length).toBeGreaterThan(0);
        expect(whole.records(stream)).toEqual(expected);
      });

      test.each(names)("%s: every record fits the schema, by an independent validator", (stream) => {
        const facts = streams.find(({ name: candidate }) => candidate === stream);
        const check = schemaCheck(facts === undefined ? {} : catalogEntry(facts).json_schema);
        expect(whole.records(stream).flatMap(check)).toEqual([]);
      });

      test("no field drifted, and none is undeclared but those that the fake adds on purpose", () => {
        const drift = whole.logs("WARN").filter((text) => text.includes("does not fit"));
        expect(drift).toEqual([]);
        const undeclared = streams.flatMap((stream) => {
          const seen = new Set(whole.records(stream.name).flatMap((record) => Object.keys(record)));
          return [...seen].filter((field) => !(field in stream.schema.shape)).map((field) => `${stream.name}.${field}`);
        });
        expect(undeclared).toEqual(connector.undeclared ?? []);
      });

      test("keys are present and unique", () => {
        for (const { name: stream, primaryKey } of streams.filter(({ primaryKey }) => primaryKey.length > 0)) {
          const keys = whole.records(stream).map((record) => primaryKey.map((field) => record[field] as JsonValue));
          expect([stream, keys.filter((key) => key.some((part) => part === null || part === undefined))]).toEqual([
            stream,
            [],
          ]);
          expect([stream, new Set(keys.map((key) => JSON.stringify(key))).size]).toEqual([stream, keys.length]);
        }
      });

      test.each(names)("%s: messages come in order, and counts add up", (stream) => {
        expect(whole.order(stream)).toMatch(/^STARTED RUNNING (RECORD )?STATE (RECORD STATE )*COMPLETE$/);
        const counted = whole.states(stream).reduce((sum, { recordCount }) => sum + recordCount, 0);
        expect(counted).toBe(whole.records(stream).length);
      });

      test.each(Object.entries(connector.paged))("%s: all %i pages are walked", (stream, pages) => {
        expect(pages).toBeGreaterThan(1);
        expect(summaryLine(whole, stream)).toContain(`${pages} pages`);
      });

      test("no secret shows, not even with --debug", async () => {
        expect(leaks(connector.create(), vendor.config, await run("read", { debug: true }))).toEqual([]);
      });

      test("the built bin reads the same", async () => {
        const config = JSON.stringify(vendor.config);
        const output = await runProcess(bin, ["read", "--config", "-"], { stdin: config });
        expect([output.status, output.stderr]).toEqual([0, ""]);
        expect(output.counts()).toEqual(whole.counts());
      });
    });

    describe("the catalog decides", () => {
      const { stream } = connector.victim;

      test("only the streams that it names are read, incremental or not", async () => {
        const output = await run("read", { catalog: configuredCatalog([stream], "incremental") });
        expect(Object.keys(output.counts())).toEqual([stream]);
        expect(output.records(stream)).toEqual(vendor.expected.get(stream));
      });

      test("an unknown stream is INCOMPLETE with a trace, the rest is read, and the exit is 1", async () => {
        const output = await run("read", { catalog: configuredCatalog(["no_such_stream", stream]) });
        expect(output.status).toBe(1);
        expect(output.statuses("no_such_stream")).toEqual(["INCOMPLETE"]);
        expect(output.errors("no_such_stream")).toHaveLength(1);
        expect(output.records(stream)).toEqual(vendor.expected.get(stream));
      });
    });

    describe("faults", () => {
      const recovered: readonly (readonly [string, Fault["reply"]])[] = [
        ["429 with Retry-After", { status: 429, headers: { "retry-after": "1" }, text: "slow down" }],
        ["429 without a hint", { status: 429 }],
        ["500", { status: 500, text: "oops" }],
        ["503", { status: 503 }],
        ["a dropped connection", RESET],
      ];
      test.each(recovered)("%s, once: recovered, and everything arrives", async (_fault, reply) => {
        vendor.api.inject({ at: onVictim, reply });
        const output = await run("read");
        expect([output.status, output.errors()]).toEqual([0, []]);
        expect(output.counts()).toEqual(whole.counts());
        expect(summaryLine(output, connector.victim.stream)).toContain("1 retries");
      });

      test("a 429 shows as RUNNING with one RATE_LIMITED reason", async () => {
        vendor.api.inject({ at: onVictim, reply: { status: 429, headers: { "retry-after": "7" } } });
        const output = await run("read", { streams: [connector.victim.stream] });
        const shown = output.statuses(connector.victim.stream).filter((status) => status.includes("RATE_LIMITED"));
        expect(shown).toEqual(["RUNNING RATE_LIMITED"]);
      });

      const failing: readonly (readonly [string, Fault["reply"], string])[] = [
        ["400", { status: 400, json: { field: ["is wrong"] } }, "system_error"],
        ["401", { status: 401 }, "config_error"],
        ["500 for ever", { status: 500 }, "transient_error"],
        ["200 with HTML", { text: "<html>down for maintenance</html>" }, "system_error"],
        ["200 with an empty body", { text: "" }, "system_error"],
        ["200 with another shape", { json: { message: "hello" } }, "system_error"],
        ["200 with null", { text: "null" }, "system_error"],
      ];
      test.each(failing)("%s: that stream fails, the others are whole, exit 1", async (_fault, reply, type) => {
        vendor.api.inject({ at: onVictim, reply, times: Number.POSITIVE_INFINITY });
        const output = await run("read");
        const { stream: victim } = connector.victim;
        expect(output.status).toBe(1);
        expect(output.errors()).toEqual([
          expect.objectContaining({
            failure_type: type,
            message: expect.stringContaining(victim),
            stream_descriptor: { name: victim },
          }),
        ]);
        expect(output.order(victim)).toMatch(/STATE ERROR INCOMPLETE$/);
        const { [victim]: _, ...others } = whole.counts();
        expect(output.counts()).toEqual(expect.objectContaining(others));
        expect(leaks(connector.create(), vendor.config, output)).toEqual([]);
      });
    });

    async function contract(file: string): Promise<unknown> {
      return JSON.parse(await readFile(new URL(`contract/${file}`, connector.folder), "utf8"));
    }
  });
}

/** The stream's line of the summary that ends each read. */
function summaryLine(output: Output, stream: string): string {
  const summary = output.logs("INFO").find((text) => text.startsWith("Summary")) ?? "";
  return summary.split("\n").find((line) => line.startsWith(`  ${stream}:`)) ?? "no line in the summary";
}
