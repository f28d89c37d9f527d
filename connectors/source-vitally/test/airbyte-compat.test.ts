import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Redirected } from "./redirected.js";

const fake = useFake(startVitally);

/** A config as Airbyte's connector has saved it, but for the token, which is the fake's. */
async function saved(file: string): Promise<JsonObject> {
  const text = await readFile(new URL(`airbyte-configs/${file}.json`, import.meta.url), "utf8");
  return JSON.parse(text.replace("sk_live_secret_token", fake().config.secret_token)) as JsonObject;
}

const GENERATIONS = [
  ["0.1-to-0.2", "https://rest.vitally.io"],
  ["0.3-to-0.4", "https://acme.rest.vitally.io"],
  ["0.3-to-0.4-without-domain", "https://rest.vitally.io"],
  ["api-url", "https://rest.vitally.io"],
] as const;

describe("a saved configuration of Airbyte's connector", () => {
  test.each(GENERATIONS)("%s passes check unchanged, at %s, with one request", async (file, origin) => {
    const source = new Redirected(fake().api.url);
    const output = await runSource(source, "check", { config: await saved(file) });
    expect(output.of("CONNECTION_STATUS")).toEqual([{ status: "SUCCEEDED" }]);
    expect(output.logs("WARN")).toEqual([]);
    expect(source.asked).toEqual([`${origin}/resources/accounts`]);
  });

  test.each(GENERATIONS.map(([file]) => file))("%s reads what its status asks for", async (file) => {
    const config = await saved(file);
    const source = new Redirected(fake().api.url);
    const output = await runSource(source, "read", { config, streams: ["accounts", "notes"] });
    expect(output.errors()).toEqual([]);
    expect(output.status).toBe(0);
    const wanted = (fake().expected.get("accounts") ?? []).filter(({ churnedAt }) => {
      return config["status"] === "activeOrChurned" || (churnedAt === null) === (config["status"] === "active");
    });
    expect(output.records("accounts")).toEqual(wanted);
    expect(output.records("notes")).toEqual(fake().expected.get("notes"));
  });
});
