import { readFile } from "node:fs/promises";
import { type JsonObject, NoAuth } from "@sluice/core";
import { catalogEntry, connectionSpecification } from "@sluice/core/internal";
import { REMEDY } from "../fault-verdict.js";
import { leaks } from "../leaks.js";
import { outputDigest } from "../output-digest.js";
import { fillSections, readmeSections } from "../readme.js";
import { brokenReferences } from "../references.js";
import { recordSchemaProblems, specProblems } from "../schema-check.js";
import type { TestRunner } from "../test-runner.js";
import type { Subject } from "./subject.js";

/** The public contract, and what `check` says of good and bad configs. */
export function contractTests(subject: Subject, { describe, expect, test }: TestRunner): void {
  const { connector, names, streams } = subject;

  describe("contract", () => {
    test("writes the committed spec in one line", async () => {
      const output = await subject.run("spec");
      expect(output.lines).toHaveLength(1);
      expect(output.of("SPEC")[0]).toEqual(await subject.contract("spec.json"));
      expect(specProblems(connectionSpecification(connector.create()))).toEqual([]);
    });

    test("writes the committed catalog in one CATALOG", async () => {
      const output = await subject.run("discover", { config: subject.fake.config });
      expect(output.of("CATALOG")).toEqual([await subject.contract("catalog.json")]);
      expect(output.status).toBe(0);
    });

    test("writes the records and states of the committed contract, byte for byte", async () => {
      expect(await outputDigest(connector.create, subject.fake)).toEqual(await subject.contract("output.json"));
    });

    test("has unique stream names, and keys that are scalar fields of the schema", () => {
      expect(new Set(names).size).toBe(names.length);
      const types = streams.flatMap((stream) => {
        const { json_schema } = catalogEntry(stream);
        const { type, properties } = json_schema as { type: string; properties: JsonObject };
        const keys = stream.primaryKey.map((field) => [field, (properties[field] as JsonObject)["type"]]);
        return [[stream.name, type], ...keys.map(([field, keyType]) => [`${stream.name}.${field}`, keyType])];
      });
      expect(types.filter(([, type]) => !/^(object|string|integer|number|boolean)$/.test(String(type)))).toEqual([]);
    });

    test("gives every field a type, and no two fields names that differ in case only", () => {
      const problems = streams.flatMap((stream) =>
        recordSchemaProblems(catalogEntry(stream).json_schema, [stream.name]),
      );
      expect(problems).toEqual([]);
    });

    test("has references that name records of the other stream", () => {
      expect(brokenReferences(streams, subject.vendor.expected)).toEqual([]);
    });

    test("has a README that agrees with the code", async () => {
      const readme = await readFile(new URL("README.md", connector.folder), "utf8");
      expect(readme).toBe(fillSections(readme, await readmeSections(connector.create())));
    });
  });

  describe("check", () => {
    test("check succeeds with a good config", async () => {
      const output = await subject.run("check");
      expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
      expect(output.status).toBe(0);
    });

    if (connector.wrongCredentials === undefined) {
      test("needs no wrong credentials, because it takes none", () => {
        const source = connector.create();
        const authenticator = source.authenticator(source.settings.parse(subject.vendor.config));
        expect(authenticator instanceof NoAuth).toBe(true);
      });
    }

    test("reports refused credentials as FAILED with a remedy, and exits 0", async () => {
      expect(subject.wrongConfigs.length > 0).toBe(connector.wrongCredentials !== undefined);
      for (const config of subject.wrongConfigs) {
        const output = await subject.run("check", { config, debug: true });
        expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "FAILED", message: expect.stringMatching(REMEDY) }]);
        expect(output.status).toBe(0);
        expect(leaks(connector.create(), { ...subject.vendor, config }, output)).toEqual([]);
      }
    });

    test("fails a read with refused credentials by config_error", async () => {
      for (const config of subject.wrongConfigs) {
        const output = await subject.run("read", { config, streams: [connector.victim.stream] });
        const types = output.errors().map((error) => error["failure_type"]);
        expect(types).toEqual(["config_error"]);
        expect(output.status).toBe(1);
      }
    });

    const required = (connectionSpecification(connector.create())["required"] ?? []) as string[];
    test("check names each missing field", async () => {
      for (const field of required) {
        const { [field]: _, ...config } = subject.vendor.config;
        const output = await subject.run("check", { config });
        expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain(`${field} is missing`);
        expect((await subject.run("read", { config })).errors()[0]?.["failure_type"]).toBe("config_error");
      }
    });

    test("check fails with a remedy for a config without the fields that are required", async () => {
      const output = await subject.run("check", { config: { base_url: subject.vendor.api.url } });
      const failed = { status: "FAILED", message: expect.stringMatching(/config/) };
      // Required may also be one of several fields, which the specification does not say; but an API without credentials needs none.
      const needsNothing = required.length === 0 && connector.wrongCredentials === undefined;
      expect(output.of("CONNECTION_STATUS")).toEqual([needsNothing ? { status: "SUCCEEDED" } : failed]);
    });

    test("check warns of an unknown key", async () => {
      const output = await subject.run("check", { config: { ...subject.vendor.config, usernmae: "x" } });
      expect(output.logs("WARN").join()).toContain("usernmae");
      expect(output.status).toBe(0);
    });
  });
}
