import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Redirected } from "./redirected.js";

const fake = useFake(startVitally);

describe("an account in the EU", () => {
  test.each([{ region: "EU" }, { region: "EU", domain: "acme" }, { domain: "rest.vitally-eu.io" }])(
    "%j is read from the one host of the EU, and from no other",
    async (settings) => {
      const source = new Redirected(fake().api.url);
      const config = { secret_token: fake().config.secret_token, ...settings };
      const output = await runSource(source, "read", { config, streams: ["users", "notes"] });
      expect(output.counts()).toEqual({ users: 160, notes: 210 });
      expect(output.status).toBe(0);
      expect(new Set(source.asked.map((address) => new URL(address).origin))).toEqual(
        new Set(["https://rest.vitally-eu.io"]),
      );
    },
  );
});
