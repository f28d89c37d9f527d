import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { type FakeReply, runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startPersistIQ } from "../fake/index.js";
import { PersistIQ } from "../src/index.js";

const fake = useFake(startPersistIQ);

async function verdict(more: JsonObject = {}): Promise<JsonObject | undefined> {
  const output = await runSource(new PersistIQ(), "check", { config: { ...fake().config, ...more } });
  return output.of("CONNECTION_STATUS")[0];
}

function answer(reply: FakeReply): void {
  fake().api.inject({ at: () => true, reply, times: Number.POSITIVE_INFINITY });
}

describe("check", () => {
  test("costs one request, for the first page of users", async () => {
    expect(await verdict()).toEqual({ status: "SUCCEEDED" });
    expect(fake().api.requests.map(({ path, query }) => `${path}?${query}`)).toEqual(["/v1/users?page=1"]);
  });

  test("an unknown key: 401, and where the right one is", async () => {
    const { status, message } = (await verdict({ api_key: "unknown" })) ?? {};
    expect(message).toEqual(expect.stringMatching(/does not know .*401.*Settings > Integrations/));
    expect(status).toBe("FAILED");
  });

  test("a key without the right: 403, and whom to ask", async () => {
    answer({ status: 403, json: { status: "error", error: { reason: "unauthorized", message: "no" } } });
    const { status, message } = (await verdict()) ?? {};
    expect(message).toEqual(expect.stringMatching(/knows the key.*403.*administrator/));
    expect(status).toBe("FAILED");
  });

  test.each([
    ["another API", { json: { hello: "world" } }],
    ["a list of something else", { json: { status: "success", users: { id: 1 } } }],
    ["a host without this path", { status: 404, text: "not found" }],
    ["a web page", { text: "<html></html>" }],
  ])("%s at base_url", async (_name, reply) => {
    answer(reply);
    const { status, message } = (await verdict()) ?? {};
    expect(message).toEqual(expect.stringContaining("base_url"));
    expect(status).toBe("FAILED");
  });

  test("a server that is down is neither", async () => {
    answer({ status: 500, json: { status: "error", error: { reason: "api_error", message: "oops" } } });
    const { status, message } = (await verdict()) ?? {};
    expect(message).toEqual(expect.stringMatching(/500.*later/));
    expect(status).toBe("FAILED");
  });
});
