import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

describe("NPS responses", () => {
  test("of both targets are read, and one that is in both lists is one record", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["nps_responses"] });
    const ids = output.records("nps_responses").map(({ id }) => id);
    expect(ids).toHaveLength(230);
    expect(new Set(ids).size).toBe(230);
    const targets = fake().api.requests.map(({ query }) => query.get("target"));
    expect(new Set(targets)).toEqual(new Set(["accounts", "organization"]));
  });

  test("the fake's two lists overlap, else the test above would prove nothing", async () => {
    const headers = { authorization: `Basic ${Buffer.from(`${fake().config.secret_token}:`).toString("base64")}` };
    const idsOf = async (target: string) => {
      const reply = await fetch(`${fake().api.url}/resources/npsResponses?target=${target}&sortBy=createdAt`, {
        headers,
      });
      return ((await reply.json()) as { results: { id: string }[] }).results.map(({ id }) => id);
    };
    await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["nps_responses"] });
    const organization = await idsOf("organization");
    const expected = (fake().expected.get("nps_responses") ?? []).slice(0, 140).map(({ id }) => id);
    expect(organization.filter((id) => expected.includes(id))).toHaveLength(30);
  });
});
