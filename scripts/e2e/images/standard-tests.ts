import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import type { JsonObject } from "@sluice/core";
import type { Connector } from "@sluice/testkit";
import { writeDocker } from "./docker.js";
import type { Engine } from "./engine.js";
import type { Image } from "./image.js";

/** pytest's last line, such as `5 passed, 1 deselected in 12.3s`. */
const SUMMARY = /=+ (.*passed.*) =+\s*$/;

/**
 * `DockerConnectorTestSuite` of airbyte-cdk on an image: what Airbyte itself asks of one. It wants a folder as connectors have in Airbyte's
 * own repository, and a program called `docker`.
 *
 * @param python of an environment with airbyte-cdk and pytest.
 */
export async function standardTests(engine: Engine, image: Image, connector: Connector, python: string): Promise<void> {
  const name = `source-${connector.create().name}`;
  const vendor = await connector.start();
  const work = mkdtempSync(join(tmpdir(), "sluice-standard-"));
  const folder = join(work, name);
  try {
    layOut(folder, name, vendor.config);
    writeDocker(work, engine);
    const pytest = ["-m", "pytest", "-ra", "-p", "airbyte_cdk.test.standard_tests.pytest_hooks"];
    const args = [
      ...pytest,
      "--read-from-streams=all",
      "--read-scenarios=config",
      "-k",
      "not backward_compatibility",
      `--connector-image=${image.reference}`,
    ];
    const environment = { ...process.env, PATH: `${work}${delimiter}${process.env["PATH"]}`, DO_NOT_TRACK: "1" };
    const child = spawn(python, [...args, "test_image.py"], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output, status] = await Promise.all([
      text(child.stdout),
      new Promise<number | null>((resolve, reject) => {
        child.once("error", reject).once("exit", resolve);
      }),
    ]);
    if (status !== 0)
      throw new Error(`airbyte-cdk's suite for images fails on ${image.reference}:\n${output.slice(-6000)}`);
    console.log(`good  ${image.reference}: DockerConnectorTestSuite of airbyte-cdk, ${SUMMARY.exec(output)?.[1]}`);
  } finally {
    await vendor.api.close();
    rmSync(work, { recursive: true });
  }
}

function layOut(folder: string, name: string, config: JsonObject): void {
  const tests = [{ config_path: "secrets/config.json", status: "succeed" }];
  const configs = { tests: [{ config_path: "secrets/config.json" }] };
  mkdirSync(join(folder, "secrets"), { recursive: true });
  writeFileSync(join(folder, "secrets/config.json"), JSON.stringify(config));
  // JSON is YAML
  writeFileSync(
    join(folder, "metadata.yaml"),
    JSON.stringify({ data: { dockerRepository: `sluice/${name}`, dockerImageTag: "0.0.0" } }),
  );
  writeFileSync(
    join(folder, "acceptance-test-config.yml"),
    JSON.stringify({
      connector_image: `sluice/${name}:dev`,
      acceptance_tests: { spec: configs, connection: { tests }, discovery: configs, basic_read: configs },
    }),
  );
  cpSync(join(import.meta.dirname, "standard_tests.py"), join(folder, "test_image.py"));
}
