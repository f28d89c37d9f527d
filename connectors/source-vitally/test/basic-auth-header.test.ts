import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Redirected } from "./redirected.js";

const fake = useFake(startVitally);

const pair = () => Buffer.from(`${fake().config.secret_token}:`).toString("base64");

async function check(config: JsonObject) {
  const source = new Redirected(fake().api.url);
  const output = await runSource(source, "check", { config, debug: true });
  return { output, signatures: source.signatures, status: output.of("CONNECTION_STATUS")[0] };
}

describe("the Basic Auth Header", () => {
  test("with a token it is not used, least of all as the password, which is empty", async () => {
    const { secret_token } = fake().config;
    for (const basic_auth_header of ["", "Basic c29tZXRoaW5nIGVsc2U6", "not a header"]) {
      const { signatures, status } = await check({ secret_token, basic_auth_header });
      expect(status).toEqual({ status: "SUCCEEDED" });
      expect(signatures).toEqual([`Basic ${pair()}`]);
    }
  });

  test.each(["Basic ", "basic ", "BASIC   ", ""])("alone it is sent as it is, also after %j", async (scheme) => {
    for (const empty of [{}, { secret_token: "" }, { secret_token: "", api_key: "" }]) {
      const { signatures, status, output } = await check({ ...empty, basic_auth_header: `${scheme}${pair()}` });
      expect(status).toEqual({ status: "SUCCEEDED" });
      expect(signatures).toEqual([`Basic ${pair()}`]);
      expect(output.stdout).not.toContain(pair());
    }
  });

  test.each(["Bearer abc", "Basic", "Basic bm9jb2xvbg==", "Basic a:b", "Basic abc\nX-Other: 1", "sk_live_pasted_here"])(
    "%j is refused by its name, and nothing is sent",
    async (basic_auth_header) => {
      const { signatures, status } = await check({ basic_auth_header });
      expect(status?.["message"]).toContain("basic_auth_header: must be the header that Vitally shows");
      expect(status?.["message"]).not.toContain(basic_auth_header);
      expect(signatures).toEqual([]);
    },
  );

  test("api_key is the token by its older name, and gives way to secret_token", async () => {
    const { secret_token } = fake().config;
    for (const config of [
      { api_key: secret_token },
      { api_key: secret_token, secret_token: "" },
      { api_key: "sk_live_old", secret_token },
    ]) {
      const { signatures, status } = await check(config);
      expect(status).toEqual({ status: "SUCCEEDED" });
      expect(signatures).toEqual([`Basic ${pair()}`]);
    }
  });

  test.each([{}, { secret_token: "" }, { secret_token: "", api_key: "", basic_auth_header: "" }])(
    "%j has no credential: the message names all three fields",
    async (config) => {
      const { signatures, status } = await check(config);
      expect(status?.["status"]).toBe("FAILED");
      expect(status?.["message"]).toMatch(
        /secret_token(:| is missing).*One of secret_token, api_key and basic_auth_header/,
      );
      expect(signatures).toEqual([]);
    },
  );
});
