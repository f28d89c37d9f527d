/** The installed command line: a connector's bin after `npm run build`. */
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { runProcess } from "@sluice/testkit";

const bin = fileURLToPath(new URL("../bin/source-configcat.js", import.meta.url));

test("spec writes one line within a second, in the best of three runs", async () => {
  const times: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const startMs = performance.now();
    const output = await runProcess(bin, ["spec"]);
    times.push(performance.now() - startMs);
    expect([output.status, output.stderr, output.lines.map(({ type }) => type)]).toEqual([0, "", ["SPEC"]]);
  }
  expect(Math.min(...times)).toBeLessThan(1000);
});

test("exits with 2 and the usage on stderr if the command line is invalid", async () => {
  const output = await runProcess(bin, ["read", "--no-such-flag"]);
  expect(output.status).toBe(2);
  expect(output.stdout).toBe("");
  expect(output.stderr).toMatch(/^Unknown option --no-such-flag\.\n\nUsage: source-configcat read /);
});

test("check writes FAILED with the missing settings, and exits with 0", async () => {
  const output = await runProcess(bin, ["check", "--config", "-"], { stdin: "{}" });
  expect(output.status).toBe(0);
  expect(output.stderr).toBe("");
  expect(output.of("CONNECTION_STATUS")).toEqual([
    {
      status: "FAILED",
      message: expect.stringMatching(/username is missing: .*CONFIGCAT_USERNAME.*password is missing/),
    },
  ]);
});
