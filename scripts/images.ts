import { strictEqual } from "node:assert";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@sluice/core";
import { type Connector, configuredCatalog } from "@sluice/testkit";
import { connectors } from "./connectors.js";
import { findBase } from "./images/base.js";
import { type Engine, findEngine, ran, start } from "./images/engine.js";

const engine = findEngine();
const base = engine === undefined ? undefined : findBase(engine);
if (engine === undefined)
  console.log("left out: there is neither docker (with its daemon) nor podman to run images with");
else if (base === undefined)
  console.log("left out: no image registry can be reached, and there is no debootstrap to make a base");
else for (const connector of connectors) await tryImage(engine, base, connector);

async function tryImage(engine: Engine, base: string, connector: Connector): Promise<void> {
  const source = connector.create();
  const name = `source-${source.name}`;
  execFileSync(process.execPath, ["scripts/image.mjs", name, base], { stdio: ["ignore", "ignore", "inherit"] });
  const image = `localhost/sluice/${name}`;
  const first = await ran(engine, [image, "spec"]);
  if (first.status === 126) {
    console.log(
      `left out: ${image} is built, but this machine runs no containers: ${first.stderr.trim().slice(0, 200)}`,
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const vendor = await connector.start();
  try {
    chmodSync(folder, 0o755); // the container's user is another one
    writeFileSync(join(folder, "config.json"), JSON.stringify(vendor.config));
    writeFileSync(join(folder, "catalog.json"), JSON.stringify(configuredCatalog([...vendor.expected.keys()])));
    const files = ["--volume", `${folder}:/config:ro`, "--read-only"];
    const asked = async (options: readonly string[], args: readonly string[]) => {
      const { status, stdout, stderr } = await ran(engine, [...options, image, ...args]);
      strictEqual(status, 0, `${name} ${args.join(" ")} ended with ${status}: ${stderr}${stdout.slice(-2000)}`);
      return messagesIn(stdout);
    };
    strictEqual(countOf(await asked([], ["spec"]), "SPEC"), 1);
    strictEqual(
      countOf(
        await asked([...files, "--user", "12345:54321"], ["check", "--config", "/config/config.json"]),
        "CONNECTION_STATUS",
      ),
      1,
    );
    strictEqual(countOf(await asked(files, ["discover", "--config", "/config/config.json"]), "CATALOG"), 1);
    const platform = 'eval "$AIRBYTE_ENTRYPOINT read --config /config/config.json --catalog /config/catalog.json"';
    const records = countOf(await asked([...files, "--entrypoint", "sh"], ["-c", platform]), "RECORD");
    const expected = [...vendor.expected.values()].reduce((sum, stream) => sum + stream.length, 0);
    strictEqual(records, expected, `${name} read ${records} of ${expected} records`);
    await stops(engine, image, folder, vendor.config);
    const size = execFileSync(engine.program, ["image", "inspect", "--format", "{{.Size}}", image], {
      encoding: "utf8",
    });
    const ownSize =
      Number(size) -
      Number(execFileSync(engine.program, ["image", "inspect", "--format", "{{.Size}}", base], { encoding: "utf8" }));
    console.log(
      `good  ${image}: ${records} records of ${vendor.expected.size} streams; ${(ownSize / 1e6).toFixed(1)} MB beside its base`,
    );
  } finally {
    await vendor.api.close();
    rmSync(folder, { recursive: true });
  }
}

/** As process 1 it ends by SIGTERM, though the vendor never answers. */
async function stops(engine: Engine, image: string, folder: string, config: JsonObject): Promise<void> {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const base_url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "silent.json"), JSON.stringify({ ...config, base_url }));
  const name = `sluice-stops-${process.pid}`;
  const options = ["--name", name, "--volume", `${folder}:/config:ro`];
  const child = start(engine, [...options, image, "check", "--config", "/config/silent.json"]);
  const ended = once(child, "close");
  await once(silent, "request");
  execFileSync(engine.program, [...engine.global, "kill", "--signal", "TERM", name], { stdio: "ignore" });
  const [status] = (await ended) as [number | null];
  silent.closeAllConnections();
  silent.close();
  strictEqual(status, 143, `${image} ended with ${status} by SIGTERM`);
}

function messagesIn(stdout: string): readonly JsonObject[] {
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

function countOf(messages: readonly JsonObject[], type: string): number {
  return messages.filter((message) => message["type"] === type).length;
}
