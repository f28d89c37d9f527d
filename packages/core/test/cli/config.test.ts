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

describe("the config comes", () => {
  test("from a file", async () => {
    const { output } = await runAcme(["check", `--config=${await temporaryFile("config", acme.config)}`]);
    expect([output.status, output.of("CONNECTION_STATUS")]).toEqual([0, SUCCEEDED]);
  });

  test("from a file that starts with a byte order mark", async () => {
    const file = await temporaryFile("config", { text: `\uFEFF${JSON.stringify(acme.config)}\n` });
    expect((await runAcme(["check", "--config", file])).output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
  });

  test("from standard input", async () => {
    expect((await runWith(acme.config, ["check"])).output.of("CONNECTION_STATUS")).toEqual(SUCCEEDED);
  });

  test("from the environment alone, numbers too", async () => {
    const { output } = await runAcme(["check"], { environment: { ...environment, ACME_PAGE_LIMIT: "20" } });
    expect([output.of("CONNECTION_STATUS"), output.logs("WARN")]).toEqual([SUCCEEDED, []]);
  });

  test("from the environment where the file leaves something out; the file wins where both speak", async () => {
    const { api_key: _, ...config } = acme.config;
    const misled = { ...environment, ACME_BASE_URL: "http://127.0.0.1:1" };
    expect((await runWith(config, ["check"], { environment: misled })).output.of("CONNECTION_STATUS")).toEqual(
      SUCCEEDED,
    );
  });

  test("from nowhere: what is missing is named, with its variable and where to find it", async () => {
    const { output, stderr } = await runAcme(["check"]);
    expect([output.status, stderr]).toEqual([0, ""]);
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

describe("a file that cannot be used", () => {
  test("is FAILED with its path in check, where there is no such file", async () => {
    const { output } = await runAcme(["check", "--config", "/no/such/file.json"]);
    expect([output.status, output.of("CONNECTION_STATUS")]).toEqual([
      0,
      [
        {
          status: "FAILED",
          message: expect.stringMatching(/^The config at \/no\/such\/file\.json cannot be read: ENOENT/),
        },
      ],
    ]);
  });

  test("is named when it is not JSON, and nothing of it is shown", async () => {
    const file = await temporaryFile("config", { text: `{"api_key": "${SECRET.slice(0, 8)}" "account"}` });
    const { output, stdout, stderr } = await runAcme(["read", "--config", file, "--debug"]);
    expect([output.status, stderr]).toEqual([1, ""]);
    expect(output.errors()).toEqual([
      expect.objectContaining({ failure_type: "config_error", message: `The config at ${file} is not valid JSON.` }),
    ]);
    expect(stdout).not.toContain(SECRET.slice(0, 8));
  });

  test.each(["--catalog", "--state"])("%s: a TRACE ERROR that names it, exit 1, and no request", async (flag) => {
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
  });
});
