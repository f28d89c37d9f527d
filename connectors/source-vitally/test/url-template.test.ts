import { describe, expect, test } from "@jest/globals";
import { baseUrlOf } from "../src/host.js";

/** Airbyte's 0.3 made `https://acme.` of a domain, and an address without a scheme of none. */
describe("the address that a domain makes", () => {
  test.each([
    [{ domain: "acme" }, "https://acme.rest.vitally.io"],
    [{ domain: "" }, "https://rest.vitally.io"],
    [{}, "https://rest.vitally.io"],
    [{ domain: "acme", region: "EU" }, "https://rest.vitally-eu.io"],
    [{ api_url: "https://rest.vitally.io/" }, "https://rest.vitally.io"],
  ] as const)("%j is whole: %s", (address, url) => {
    expect(baseUrlOf(address)).toBe(url);
  });
});
