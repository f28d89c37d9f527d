/**
 * Sluice with programs of other makers, as they come from their registries: `sluice sync` on a source that is written with Airbyte's
 * Python CDK; and our connectors, on fakes of their vendors, in PyAirbyte and in the tests of that CDK. Needs python3 and PyPI.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FakeApi } from "@sluice/testkit";
import { connectors } from "../support/connectors.js";
import { folderOf, install } from "../support/install.js";
import { tryPythonSource } from "./clients/python-source.js";

const LONGEST_MS = 600_000;

const CLIENTS = [
  ["pyairbyte", "pyairbyte_read.py"],
  ["airbyte-cdk-tests", "cdk_entrypoint.py"],
] as const;

if (install("airbyte-cdk") === undefined) tryPythonSource(join(folderOf("airbyte-cdk"), "bin/python"));
const installed = CLIENTS.filter(([peer]) => install(peer) === undefined);
if (installed.length > 0) await tryConnectors();

/** Starts a fake account of each vendor, and runs the clients on them, side by side: each takes a minute, nearly all of it on one core. */
async function tryConnectors(): Promise<void> {
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
  const runs = installed.map(([peer, file]) =>
    run(join(folderOf(peer), "bin/python"), join(import.meta.dirname, "clients", file), folder),
  );
  process.exitCode = Math.max(...(await Promise.all(runs)));
  for (const fake of fakes) await fake.close();
  await rm(folder, { recursive: true });
}

/**
 * Runs a Python file as `FILE FOLDER`; in the folder is jobs.json: each connector with its executable, its config and the records that it
 * must emit. A child that is waited for without blocking, because the fakes answer from this process.
 */
function run(python: string, file: string, folder: string): Promise<number> {
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
