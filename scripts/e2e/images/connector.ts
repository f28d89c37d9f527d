import { strictEqual } from "node:assert";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@sluice/core";
import { type Connector, configuredCatalog, Output } from "@sluice/testkit";
import type { Image } from "./image.js";

/** As little as a container may have for the largest of the fake accounts. */
const SMALL = ["--memory", "256m"];

/**
 * The four commands of a connector's image, with all that a platform does to a container: input files that cannot be written, a file
 * system that cannot either, any user, a small memory, its own way of starting a source, SIGTERM.
 */
export async function tryConnector(image: Image, connector: Connector): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const vendor = await connector.start();
  const config = ["--config", "/config/config.json"];
  const files = ["--volume", `${folder}:/config:ro`, ...image.readOnly];
  try {
    chmodSync(folder, 0o755); // the container's user is another one
    writeFileSync(join(folder, "config.json"), JSON.stringify(vendor.config));
    writeFileSync(join(folder, "catalog.json"), JSON.stringify(configuredCatalog([...vendor.expected.keys()])));

    strictEqual(countOf(await image.output([], ["spec"]), "SPEC"), 1);
    const anyUser = [...files, "--user", "12345:54321"];
    strictEqual(countOf(await image.output(anyUser, ["check", ...config]), "CONNECTION_STATUS"), 1);
    strictEqual(countOf(await image.output(files, ["discover", ...config]), "CATALOG"), 1);

    // as the platform starts a read
    const command = `eval "$AIRBYTE_ENTRYPOINT read ${config.join(" ")} --catalog /config/catalog.json"`;
    const output = await image.output([...files, ...SMALL, "--entrypoint", "sh"], ["-c", command]);
    const expected = [...vendor.expected.values()].reduce((sum, rows) => sum + rows.length, 0);
    strictEqual(countOf(output, "RECORD"), expected);
    strictEqual(await heapIn(image), 128);
    await endsBySignal(image, folder, vendor.config);
    console.log(
      `good  ${image.reference}: ${expected} records of ${vendor.expected.size} streams; ${image.size} in addition to its base`,
    );
  } finally {
    await vendor.api.close();
    rmSync(folder, { recursive: true });
  }
}

/** How many MB of a small container's memory Node takes for its heap: where that is too much, the kernel kills it without a word. */
async function heapIn(image: Image): Promise<number> {
  const preload = "data:text/javascript,console.log(process.env.NODE_OPTIONS)";
  const output = await image.output([...SMALL, "--env", `NODE_OPTIONS=--import=${preload}`], ["--version"]);
  return Number(/--max-old-space-size=(\d+)/.exec(output)?.[1]);
}

/** As process 1 it ends by SIGTERM, though the vendor never answers. */
async function endsBySignal(image: Image, folder: string, config: JsonObject): Promise<void> {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const base_url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "silent.json"), JSON.stringify({ ...config, base_url }));
  const name = `sluice-stops-${process.pid}`;
  const child = image.start(name, ["--volume", `${folder}:/config:ro`], ["check", "--config", "/config/silent.json"]);
  const ended = once(child, "close");
  await once(silent, "request");
  image.terminate(name);
  const [status] = (await ended) as [number | null];
  silent.closeAllConnections();
  silent.close();
  strictEqual(status, 143);
}

function countOf(stdout: string, type: string): number {
  return new Output(stdout, 0).of(type).length;
}
