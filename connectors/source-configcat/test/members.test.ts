import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { type FakeConfigCat, startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

let fake: FakeConfigCat;
beforeAll(async () => {
  fake = await startConfigCat();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

const read = (stream: string) => runSource(new ConfigCat(), "read", { config: { ...fake.config }, streams: [stream] });

/** The values that stand more than once. */
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

describe("members of organizations", () => {
  test("a person with two roles in one organization has two rows", async () => {
    const rows = (await read("organization_members_v2")).records("organization_members_v2");
    expect(rows).toEqual(fake.expected.get("organization_members_v2"));
    expect(repeated(rows.map((row) => `${row["organizationId"]} ${row["userId"]}`))).not.toEqual([]);
    expect(repeated(rows.map((row) => `${row["organizationId"]} ${row["memberType"]} ${row["userId"]}`))).toEqual([]);
    expect(new Set(rows.map((row) => row["memberType"]))).toEqual(new Set(["admin", "billingManager", "member"]));
  });

  test("only rows of members tell permissions", async () => {
    const rows = (await read("organization_members_v2")).records("organization_members_v2");
    for (const row of rows) expect("permissions" in row).toBe(row["memberType"] === "member");
  });

  test.each(["organization_members", "organization_members_v2"])(
    "%s: a person in two organizations has a row in each",
    async (stream) => {
      const rows = (await read(stream)).records(stream);
      const people = new Set(rows.map((row) => `${row["organizationId"]} ${row["userId"]}`));
      expect(repeated([...people].map((pair) => pair.split(" ")[1] ?? ""))).not.toEqual([]);
    },
  );

  test("a reply that lacks one of the three lists fails the stream, for it is not an empty list", async () => {
    fake.api.inject({
      at: ({ path }) => /^\/v2\/organizations\/[^/]+\/members$/.test(path),
      reply: { json: { admins: [], members: [] } },
    });
    const output = await read("organization_members_v2");
    expect(output.status).toBe(1);
    expect(output.errors()[0]?.["message"]).toContain("billingManagers");
  });
});
