import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeAcme, SECRET, startAcme } from "../runner/support/acme.js";
import { runAcme, runWith, temporaryFile } from "../runner/support/process.js";

let acme: FakeAcme;
let environment: Record<string, string>;

beforeEach(async () => {
  acme = await startAcme();
  environment = { ACME_API_KEY: SECRET, ACME_ACCOUNT: "initech", ACME_BASE_URL: acme.api.url };
});
afterEach(() => acme.api.close());

const SUCCEEDED = [{ status: "SUCCEEDED" }];

describe("the config is read", () => {
  test("from a file", async () => {
    const { output } = await runAcme(["check", `--config=${await temporaryFile("config", acme.config)}`]);
    expect(output.status).toBe(0);
    expect(output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
  });

  test("from a file that starts with a byte order mark", async () => {
    const file = await temporaryFile("config", { text: `\uFEFF${JSON.stringify(acme.config)}\n` });
    expect((await runAcme(["check", "--config", file])).output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
  });

  test("from standard input", async () => {
    expect((await runWith(acme.config, ["check"])).output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
  });

  test("from the environment alone, including numbers", async () => {
    const { output } = await runAcme(["check"], { environment: { ...environment, ACME_PAGE_LIMIT: "20" } });
    expect(output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
    expect(output.logs("WARN")).toEqual([]);
  });

  test("from the file, then from the environment for settings that the file does not have", async () => {
    const { api_key: _, ...config } = acme.config;
    const misled = { ...environment, ACME_BASE_URL: "http://127.0.0.1:1" };
    expect((await runWith(config, ["check"], { environment: misled })).output.of("CONNECTION_STATUS")).toEqual(
      SUCCEEDED,
    );
  });

  test("from nowhere, and each missing setting is named with its variable and its location", async () => {
    const { output, stderr } = await runAcme(["check"]);
    expect(output.status).toBe(0);
    expect(stderr).toBe("");
    expect(output.of("CONNECTION_STATUS")).toEqual([
      {
        status: "FAILED",
        message: expect.stringContaining(
          "api_key is missing: set it in the config or as ACME_API_KEY. Acme shows it under Settings > API.",
        ),
      },
    ]);
  });
});

describe("an unreadable file", () => {
  test("causes FAILED with its path in check if it does not exist", async () => {
    const { output } = await runAcme(["check", "--config", "/no/such/file.json"]);
    expect(output.status).toBe(0);
    expect(output.of("CONNECTION_STATUS")).toEqual([
      {
        status: "FAILED",
        message: expect.stringMatching(/^The config at \/no\/such\/file\.json cannot be read: ENOENT/),
      },
    ]);
  });

  test("is named without its content if it is not JSON", async () => {
    const file = await temporaryFile("config", { text: `{"api_key": "${SECRET.slice(0, 8)}" "account"}` });
    const { output, stdout, stderr } = await runAcme(["read", "--config", file, "--debug"]);
    expect(output.status).toBe(1);
    expect(stderr).toBe("");
    expect(output.errors()).toEqual([
      expect.objectContaining({ failure_type: "config_error", message: `The config at ${file} is not valid JSON.` }),
    ]);
    expect(stdout).not.toContain(SECRET.slice(0, 8));
  });

  test.each(["--catalog", "--state"])(
    "of %s causes a TRACE ERROR with its name, exit 1 and no request",
    async (flag) => {
      const broken = await temporaryFile("broken.json", { text: "{" });
      const missing = "/no/such/file.json";
      for (const [file, words] of [
        [broken, "is not valid JSON"],
        [missing, "cannot be read: ENOENT"],
      ] as const) {
        const { output, stderr } = await runWith(acme.config, ["read", flag, file]);
        expect([output.status, stderr, output.of("RECORD")]).toEqual([1, "", []]);
        expect(output.errors()).toEqual([
          expect.objectContaining({ message: expect.stringContaining(`at ${file} ${words}`) }),
        ]);
      }
      expect(acme.api.requests).toEqual([]);
    },
  );
});
