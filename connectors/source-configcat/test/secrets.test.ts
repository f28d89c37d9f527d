import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { type Output, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";
import { maskedUrl, maskedWebhook } from "../src/mask.js";

const fake = useFake(startConfigCat);

const read = (more: JsonObject = {}, streams?: string[]): Promise<Output> =>
  runSource(new ConfigCat(), "read", {
    config: { ...fake().config, ...more },
    debug: true,
    ...(streams === undefined ? {} : { streams }),
  });

const HOLDERS = ["webhooks", "integrations", "proxy_profiles"];

/** Values of a field at any depth. */
function valuesOf(name: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === name ? [inner] : valuesOf(name, inner)));
}

describe("secrets", () => {
  test("a read of everything shows none of the account's secrets", async () => {
    const output = await read();
    expect(output.status).toBe(0);
    expect(fake().secrets.length).toBeGreaterThan(10);
    expect(fake().secrets.filter((secret) => output.stdout.includes(secret))).toEqual([]);
  });

  test("endpoints that hand out keys are never asked", async () => {
    await read();
    const handsOutKeys = /\/keys$|\/sdk-keys$|^\/v1\/configs\/[^/]+\/environments\/[^/]+$|\/value$|\/integrationLink\//;
    expect(
      fake()
        .api.requests.map(({ path }) => path)
        .filter((path) => handsOutKeys.test(path)),
    ).toEqual([]);
  });

  test("shows a difference between masked values and values that are not set", async () => {
    const output = await read({}, HOLDERS);
    for (const stream of HOLDERS) expect(output.records(stream)).toEqual(fake().expected.get(stream));
    const profiles = output.records("proxy_profiles");
    expect(valuesOf("signingKey1", profiles)).toContain("****");
    expect(valuesOf("signingKey2", profiles)).toEqual(expect.arrayContaining(["****", null]));
    const headers = valuesOf("webHookHeaders", output.records("webhooks")).flat() as JsonObject[];
    expect(headers.map((header) => header["value"] === "****")).toEqual(headers.map((header) => header["isSecure"]));
    expect(new Set(headers.map((header) => header["isSecure"]))).toEqual(new Set([true, false]));
    const parameters = valuesOf("parameters", output.records("integrations")).flatMap((each) =>
      Object.values(each as JsonObject),
    );
    expect(new Set(parameters)).toEqual(new Set(["****"]));
  });

  test("mask_secrets: false writes the records unchanged", async () => {
    const masked = await read({}, HOLDERS);
    const plain = await read({ mask_secrets: false }, HOLDERS);
    expect(plain.status).toBe(0);
    expect(plain.stdout).not.toContain("****");
    expect(fake().secrets.filter((secret) => plain.stdout.includes(secret)).length).toBeGreaterThan(5);
    expect(plain.counts()).toEqual(masked.counts());
  });

  test.each([
    ["https://user:pw@host/p?token=x", "https://****@host/p?****"],
    ["https://token@host:8443/p", "https://****@host:8443/p"],
    ["https://host/p?a=1&b=2#part", "https://host/p?****"],
    ["https://a:b@c@host/p", "https://****@host/p"],
    ["https:\\\\user:pw@host/p", "https:\\\\****@host/p"],
    ["https://host/##ConfigName##?token=x", "https://host/##ConfigName##?****"],
    ["https://host/@team/p", "https://host/@team/p"],
    ["https://host/märkte", "https://host/märkte"],
    ["no address", "no address"],
    ["user:pw@host/p", "****"],
    ["ftp://user:pw@host/p", "****"],
    ["hooks/p?token=x", "****"],
    [null, null],
  ])("the address %s is written as %s", (url, shown) => {
    expect(maskedUrl(url)).toBe(shown);
  });

  test("a header that does not say whether it is secure is masked, and so is one of an unknown shape", () => {
    const webhook = { webHookHeaders: [{ key: "Authorization", value: "Bearer x" }, "Authorization: Bearer x"] };
    expect(maskedWebhook(webhook)).toEqual({ webHookHeaders: [{ key: "Authorization", value: "****" }, "****"] });
  });
});
