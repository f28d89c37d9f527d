import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const forge = `${root}examples/source-forge/`;
const execute = promisify(execFile);

const CONFIG =
  'export default { ssr: { resolve: { conditions: ["@sluice/source"] } }, test: { testTimeout: 30_000 } };\n';

/** @param config how the suite's credentials are wrong. */
const suite = (config: string) => `import { describeConnector } from "@sluice/testkit/vitest";
import { startForge } from ${JSON.stringify(`${forge}fake/index.ts`)};
import { Forge } from ${JSON.stringify(`${forge}src/index.ts`)};

await describeConnector({
  create: () => new Forge(),
  folder: new URL(${JSON.stringify(`file://${forge}`)}),
  start: startForge,
  wrongCredentials: (config) => (${config}),
  paged: { organizations: 2, repositories: 5, issues: 10, comments: 24 },
  victim: { stream: "comments", request: /\\/comments$/ },
});
`;

const USE_FAKE = `import { FakeApi } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/vitest";
import { expect, test } from "vitest";

const fake = useFake(async () => ({ api: (await FakeApi.start()).get("/a", () => ({ json: 1 })) }));
const get = async () => (await fetch(fake().api.url + "/a")).json();

test("starts the fake", async () => {
  expect(await get()).toBe(1);
  expect(fake().api.requests).toHaveLength(1);
});
test("resets it after each test", () => expect(fake().api.requests).toHaveLength(0));
`;

let folder: string;

beforeAll(async () => {
  await mkdir(`${root}dist`, { recursive: true });
  folder = await mkdtemp(`${root}dist/vitest-`);
  await writeFile(`${folder}/vitest.config.js`, CONFIG);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one test file with vitest. */
async function vitest(file: string, code: string, names = ""): Promise<{ status: number; output: string }> {
  await writeFile(`${folder}/${file}`, code);
  const args = [`${root}node_modules/vitest/vitest.mjs`, "run", file, "--root", folder, "--testNamePattern", names];
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    const { stdout, stderr } = await execute(process.execPath, args, { cwd: folder, env: { ...env, NO_COLOR: "1" } });
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code: status, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status, output: stdout + stderr };
  }
}

test("the conformance suite passes in vitest for a connector that passes in jest", async () => {
  const { status, output } = await vitest(
    "whole.test.ts",
    suite('{ ...config, api_token: "wrong-Ab3xYz" }'),
    "contract|check|a read of everything|incremental|interrupted|faults",
  );
  expect(output).toMatch(/Tests {2}(?:[6-9]\d|\d{3}) passed/);
  expect(status).toBe(0);
});

test("the conformance suite fails in vitest for credentials that are not refused", async () => {
  const { status, output } = await vitest("wrong.test.ts", suite("config"), "refused credentials");
  expect(output).toMatch(/Tests {2}2 failed/);
  expect(status).toBe(1);
});

test("useFake starts and resets a fake for the tests of vitest", async () => {
  const { status, output } = await vitest("fake.test.ts", USE_FAKE);
  expect(output).toMatch(/Tests {2}2 passed/);
  expect(status).toBe(0);
});
