import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FakeApi } from "@sluice/testkit";
import { connectors } from "./connectors.js";

const LONGEST_MS = 600_000;

/**
 * `clients.ts PYTHON FILE [PYTHON FILE …]`: starts a fake account of each vendor and runs the Python files on them, side by side, as
 * `FILE FOLDER`. In the folder is jobs.json: each connector with its executable, its config and the records that it must emit.
 */
const args = process.argv.slice(2);

const folder = await mkdtemp(join(tmpdir(), "sluice-clients-"));
const fakes: FakeApi[] = [];
const jobs: object[] = [];
for (const connector of connectors) {
  const { name, title } = connector.create();
  const executable = fileURLToPath(new URL(`bin/source-${name}.js`, connector.folder));
  const { api, config, expected } = await connector.start();
  fakes.push(api);
  jobs.push({ name: `source-${name}`, title, executable, config, expected: Object.fromEntries(expected) });
}
await writeFile(join(folder, "jobs.json"), JSON.stringify(jobs));

const runs: Promise<number>[] = [];
for (let at = 0; at + 1 < args.length; at += 2) runs.push(run(args[at] ?? "", args[at + 1] ?? ""));
process.exitCode = Math.max(...(await Promise.all(runs)));
for (const fake of fakes) await fake.close();
await rm(folder, { recursive: true });

/** A child of its own, waited for without blocking: the fakes answer from this process. */
function run(python: string, file: string): Promise<number> {
  const environment = {
    ...process.env,
    AIRBYTE_OFFLINE_MODE: "1",
    DO_NOT_TRACK: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONWARNINGS: "ignore::FutureWarning", // what libraries will stop to support some day
  };
  const child = spawn(python, [file, folder], { cwd: folder, env: environment, stdio: "inherit", timeout: LONGEST_MS });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => resolve(code ?? 1));
  });
}
