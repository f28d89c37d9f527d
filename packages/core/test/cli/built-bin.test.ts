/** The command line as it is installed: a connector's bin after `npm run build`. */
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { runProcess } from "@sluice/testkit";

const bin = fileURLToPath(new URL("../../../../connectors/source-configcat/bin/source-configcat.js", import.meta.url));

test("spec is one line within a second, the best of three", async () => {
  const times: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const startMs = performance.now();
    const output = await runProcess(bin, ["spec"]);
    times.push(performance.now() - startMs);
    expect([output.status, output.stderr, output.lines.map(({ type }) => type)]).toEqual([0, "", ["SPEC"]]);
  }
  expect(Math.min(...times)).toBeLessThan(1000);
});

test("wrong usage is exit 2, with the usage on stderr and nothing on stdout", async () => {
  const output = await runProcess(bin, ["read", "--no-such-flag"]);
  expect([output.status, output.stdout]).toEqual([2, ""]);
  expect(output.stderr).toMatch(/^Unknown option '--no-such-flag'\.\n\nUsage: source-configcat read /);
});

test("a config without its fields is a FAILED check that names them, and exit 0", async () => {
  const output = await runProcess(bin, ["check", "--config", "-"], { stdin: "{}" });
  expect([output.status, output.stderr]).toEqual([0, ""]);
  expect(output.of("CONNECTION_STATUS")).toEqual([
    {
      status: "FAILED",
      message: expect.stringMatching(/username is missing: .*CONFIGCAT_USERNAME.*password is missing/),
    },
  ]);
});
