import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

const fake = useFake(startConfigCat);

const read = (stream: string) =>
  runSource(new ConfigCat(), "read", { config: { ...fake().config }, streams: [stream] });

/** The values that occur more than once. */
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

describe("members of organizations", () => {
  test("a user with two roles in one organization has two rows", async () => {
    const rows = (await read("organization_members_v2")).records("organization_members_v2");
    expect(rows).toEqual(fake().expected.get("organization_members_v2"));
    expect(repeated(rows.map((row) => `${row["organizationId"]} ${row["userId"]}`))).not.toEqual([]);
    expect(repeated(rows.map((row) => `${row["organizationId"]} ${row["memberType"]} ${row["userId"]}`))).toEqual([]);
    expect(new Set(rows.map((row) => row["memberType"]))).toEqual(new Set(["admin", "billingManager", "member"]));
  });

  test("emits permissions for rows of members only", async () => {
    const rows = (await read("organization_members_v2")).records("organization_members_v2");
    expect(rows).not.toEqual([]);
    expect(rows.map((row) => "permissions" in row)).toEqual(rows.map((row) => row["memberType"] === "member"));
  });

  test.each(["organization_members", "organization_members_v2"])(
    "%s: a user in two organizations has a row in each",
    async (stream) => {
      const rows = (await read(stream)).records(stream);
      const people = new Set(rows.map((row) => `${row["organizationId"]} ${row["userId"]}`));
      expect(repeated([...people].map((pair) => pair.split(" ")[1] ?? ""))).not.toEqual([]);
    },
  );

  test("a reply that lacks one of the three lists fails the stream, because it is not an empty list", async () => {
    fake().api.inject({
      at: ({ path }) => /^\/v2\/organizations\/[^/]+\/members$/.test(path),
      reply: { json: { admins: [], members: [] } },
    });
    const output = await read("organization_members_v2");
    expect(output.status).toBe(1);
    expect(output.errors()[0]?.["message"]).toContain("billingManagers");
  });
});
