import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

const WRONG = "kD93hTq7ZvWrongKey";

describe("a key that PersistIQ does not know", () => {
  test("is quoted in the refusal", async () => {
    const response = await fetch(`${fake().api.url}/v1/users`, { headers: { "x-api-key": WRONG } });
    expect(await response.text()).toEqual(expect.stringContaining(WRONG));
    expect(response.status).toBe(401);
    expect(response.headers.get("x-ratelimit-remaining")).not.toBeNull();
    expect(response.headers.get("x-request-id")).not.toBeNull();
  });

  test.each([
    ["as it is", WRONG],
    ["pasted with blanks around it, which do not reach the API", `  ${WRONG}\t\n`],
  ])("never shows, not in check, not in read, not with --debug: %s", async (_name, api_key) => {
    for (const command of ["check", "read"] as const) {
      const output = await runSource(new PersistIQ(), command, { config: { ...fake().config, api_key }, debug: true });
      expect(output.stdout).toContain("401");
      expect(output.stdout).not.toContain(WRONG);
      expect(output.stdout).not.toContain(WRONG.slice(0, 8));
    }
    expect(fake().api.requests[0]?.headers["x-api-key"]).toBe(WRONG);
  });

  test("does not show either where another refusal quotes it", async () => {
    const padded = { ...fake().config, api_key: ` ${fake().config.api_key} ` };
    for (const status of [400, 403, 422]) {
      fake().api.inject({ at: () => true, reply: { status, text: `not with ${fake().config.api_key}!` } });
      const output = await runSource(new PersistIQ(), "read", { config: padded, streams: ["tags"], debug: true });
      expect(output.stdout).toContain("not with ****!");
      expect(output.stdout).not.toContain(fake().config.api_key);
    }
  });

  test.each(["half a key", "key\nkey", "   ", "clé", "key\u200b"])(
    "%j is refused before anything is sent",
    async (api_key) => {
      const output = await runSource(new PersistIQ(), "check", { config: { ...fake().config, api_key } });
      expect(output.of("CONNECTION_STATUS")).toEqual([
        { status: "FAILED", message: expect.stringMatching(/api_key .*Settings > Integrations/) },
      ]);
      expect(fake().api.requests).toEqual([]);
      const read = await runSource(new PersistIQ(), "read", { config: { ...fake().config, api_key } });
      expect(read.errors()[0]?.["failure_type"]).toBe("config_error");
      expect(read.status).toBe(1);
    },
  );
});
