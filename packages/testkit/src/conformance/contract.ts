import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { catalogEntry, connectionSpecification, type JsonObject } from "@sluice/core";
import { leaks } from "../leaks.js";
import { fillSections, readmeSections } from "../readme.js";
import { brokenReferences } from "../references.js";
import { specProblems } from "../schema-check.js";
import type { Subject } from "./subject.js";

/** The public contract, and what `check` says of good and bad configs. */
export function contractTests(subject: Subject): void {
  const { connector, names, streams } = subject;

  describe("contract", () => {
    test("spec is the committed contract, in one line", async () => {
      const output = await subject.run("spec");
      expect(output.lines).toHaveLength(1);
      expect(output.of("SPEC")[0]).toEqual(await subject.contract("spec.json"));
      expect(specProblems(connectionSpecification(connector.create()))).toEqual([]);
    });

    test("discover is the committed contract, in one CATALOG", async () => {
      const config = without(subject.vendor.config, Object.keys(connector.settings ?? {}));
      const output = await subject.run("discover", { config });
      expect(output.of("CATALOG")).toEqual([await subject.contract("catalog.json")]);
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

    test("what is said to name a record of another stream does so", () => {
      expect(brokenReferences(streams, subject.vendor.expected)).toEqual([]);
    });

    test("the README says what the code says", async () => {
      const readme = await readFile(new URL("README.md", connector.folder), "utf8");
      expect(readme).toBe(fillSections(readme, await readmeSections(connector.create())));
    });
  });

  describe("check", () => {
    test("a good config succeeds", async () => {
      const output = await subject.run("check");
      expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
      expect(output.status).toBe(0);
    });

    test("refused credentials are a FAILED status with a remedy and exit 0", async () => {
      const config = connector.wrongCredentials(subject.vendor.config);
      const output = await subject.run("check", { config, debug: true });
      expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "FAILED", message: expect.stringMatching(/40[13]/) }]);
      expect(output.status).toBe(0);
      expect(leaks(connector.create(), config, output)).toEqual([]);
    });

    test("each missing field is named", async () => {
      const required = connectionSpecification(connector.create())["required"] as string[];
      for (const field of required) {
        const { [field]: _, ...config } = subject.vendor.config;
        const output = await subject.run("check", { config });
        expect(output.of("CONNECTION_STATUS")[0]?.["message"]).toContain(`${field} is missing`);
        expect((await subject.run("read", { config })).errors()[0]?.["failure_type"]).toBe("config_error");
      }
    });

    test("a config without credentials fails with a remedy", async () => {
      const output = await subject.run("check", { config: { base_url: subject.vendor.api.url } });
      expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "FAILED", message: expect.stringMatching(/config/) }]);
    });

    test("an unknown key is a WARN", async () => {
      const output = await subject.run("check", { config: { ...subject.vendor.config, usernmae: "x" } });
      expect(output.logs("WARN").join()).toContain("usernmae");
      expect(output.status).toBe(0);
    });
  });
}

function without(config: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name)));
}
