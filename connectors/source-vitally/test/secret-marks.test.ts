import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { connectionSpecification } from "@sluice/core/internal";
import { Vitally } from "../src/index.js";

/** Airbyte's connector left the token unmarked for a year, so that it was stored and shown in clear. */
describe("secrets", () => {
  test("all three fields that may hold the token are marked, and no other", () => {
    const fields = connectionSpecification(new Vitally())["properties"] as Record<string, JsonObject>;
    const marked = Object.entries(fields).filter(([, field]) => field["airbyte_secret"] === true);
    expect(marked.map(([name]) => name).sort()).toEqual(["api_key", "basic_auth_header", "secret_token"]);
  });
});
