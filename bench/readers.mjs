/** Who reads, and with which command: Sluice, plain Node, and the peers as far as they could be installed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../scripts/support/commands.ts";
import { folderOf, install } from "../scripts/support/install.ts";
import { measure } from "./measure.mjs";

const programs = {
  bytes: fileURLToPath(new URL("bytes.mjs", import.meta.url)),
  plainNode: fileURLToPath(new URL("floor.mjs", import.meta.url)),
  airbyteCdk: fileURLToPath(new URL("peers/airbyte-cdk/run.py", import.meta.url)),
  singerSdk: fileURLToPath(new URL("peers/singer-sdk/tap.py", import.meta.url)),
  dlt: fileURLToPath(new URL("peers/dlt/read.py", import.meta.url)),
  pyAirbyte: fileURLToPath(new URL("peers/pyairbyte/sync.py", import.meta.url)),
  faros: fileURLToPath(new URL("peers/faros-airbyte-cdk/source.cjs", import.meta.url)),
};
const node = process.execPath;
const RECORD = '"type":"RECORD"';

/** @param {object} program as `measure` wants it. */
const readerOf = (name, program) => ({ name, program, run: () => measure(program) });

const here = { reader: "Sluice", folder: root };
const { BENCH_EARLIER: earlier } = process.env;

/** This checkout, and an earlier one that is built, if `BENCH_EARLIER` names its folder: one run then shows what has changed. */
export const checkouts = [
  here,
  ...(earlier === undefined ? [] : [{ reader: "earlier Sluice", folder: resolve(earlier) }]),
];

/** A Sluice command line: a connector's, or the benchmark's own source, bundled as a connector is shipped. */
export const connector = (name) => `connectors/${name}/bin/${name}.js`;
export const ownSource = "dist/source.js";

export function sluice(bin, args, { checkout = here, ...options } = {}) {
  const { reader, folder } = checkout;
  return readerOf(reader, { command: node, args: [join(folder, bin), ...args], counted: RECORD, ...options });
}

/** The same of each checkout. */
export function sluices(bin, args, options) {
  return checkouts.map((checkout) => sluice(bin, args, { ...options, checkout }));
}

/**
 * @param place where it loads the records: a new file's path, or a server's URL.
 * @param {object} [options] as `measure` wants them, and `more` arguments.
 */
export function sluiceSync(kind, place, files, { more = [], checkout = here, ...options } = {}) {
  const { reader, folder } = checkout;
  const source = files.program(`source-of-${reader.replace(" ", "-")}`, [node, join(folder, ownSource)]);
  const program = () => ({
    command: node,
    args: [
      join(folder, "packages/sync/bin/sluice.js"),
      "sync",
      source,
      "--env",
      "BENCH_BASE_URL",
      "--streams",
      "accounts",
      "--to",
      kind === "duckdb" ? `duckdb:${place()}` : place(),
      "--full-refresh",
      "--json",
      ...more,
    ],
    counted: '"ok":true',
    expected: 1,
    tree: true,
    ...options,
  });
  return { name: reader, run: () => measure(program()) };
}

export function pyAirbyte(kind, place, files, records) {
  const reason = install("airbyte-cdk") ?? install("pyairbyte");
  if (reason !== undefined) return { name: "PyAirbyte", cannot: `not measured: ${reason}` };
  const source = files.program("source-bench", [python("airbyte-cdk"), programs.airbyteCdk, files.manifest]);
  const program = () => ({
    command: python("pyairbyte"),
    args: [programs.pyAirbyte, source, kind, String(place())],
    counted: `loaded ${records}`,
    expected: 1,
    tree: true,
  });
  return { name: "PyAirbyte", run: () => measure(program()) };
}

/** @param {number} pages how many there are, because nothing is read of them. */
export function bytesAlone(url, pages, options) {
  return readerOf("the bytes alone", {
    command: node,
    args: [programs.bytes],
    counted: '"externalId"',
    environment: { BENCH_BASE_URL: url, BENCH_LAST_PAGE: String(pages) },
    ...options,
  });
}

export function plainNode(url, options) {
  const environment = { BENCH_BASE_URL: url };
  return readerOf("plain Node", {
    command: node,
    args: [programs.plainNode],
    counted: RECORD,
    environment,
    ...options,
  });
}

/** A reader of a peer, or the reason why there is none. */
function peer(name, program) {
  const reason = install(name);
  return reason === undefined ? readerOf(name, program) : { name, cannot: `not measured: ${reason}` };
}

/** Where a vendor's API would have to be written again for each peer, only one of them is measured. */
export function others() {
  const cannot = "not measured: this case compares with airbyte-cdk alone";
  return ["singer-sdk", "dlt", "faros-airbyte-cdk"].map((name) => ({ name, cannot }));
}

/** The same readers, with what the server saw of each. */
export function counted(server, readers) {
  return readers.map((reader) => {
    if (reader.run === undefined) return reader;
    const run = async () => {
      server.reset();
      const result = await reader.run();
      return { ...result, requests: server.traffic.requests, mostInFlight: server.traffic.mostInFlight };
    };
    return { ...reader, run };
  });
}

const python = (name) => join(folderOf(name), "bin/python");

/** @param {object} files as `airbyteFiles` names them. */
export function airbyteCdk(command, files, options = {}) {
  const given = {
    spec: [],
    check: ["--config", files.config],
    read: ["--config", files.config, "--catalog", files.catalog, ...(files.state ? ["--state", files.state] : [])],
  };
  const args = [programs.airbyteCdk, files.manifest, command, ...given[command]];
  return peer("airbyte-cdk", { command: python("airbyte-cdk"), args, counted: RECORD, ...options });
}

export function singerSdk(args, url, options = {}) {
  return peer("singer-sdk", {
    command: python("singer-sdk"),
    args: [programs.singerSdk, ...args],
    counted: RECORD,
    environment: { BENCH_BASE_URL: url },
    ...options,
  });
}

export function dlt(url, options) {
  const args = [programs.dlt];
  return peer("dlt", { command: python("dlt"), args, environment: { BENCH_BASE_URL: url }, ...options });
}

export function faros(command, files, url, options = {}) {
  const given = command === "read" ? ["--config", files.config, "--catalog", files.catalog] : [];
  return peer("faros-airbyte-cdk", {
    command: node,
    args: [programs.faros, command, ...given],
    counted: RECORD,
    environment: { BENCH_BASE_URL: url, BENCH_PEER: folderOf("faros-airbyte-cdk") },
    ...options,
  });
}

/**
 * Writes what the commands of an Airbyte source want as files: the manifest, an empty config, and a catalog of all streams.
 *
 * @param {object} manifest
 * @param {{ schemas?: Record<string, object>, syncMode?: string }} [options]
 */
export function airbyteFiles(manifest, { schemas = {}, syncMode = "full_refresh" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const write = (name, value) => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const streams = manifest.streams.map(({ name }) => ({
    stream: {
      name,
      json_schema: schemas[name] ?? { type: "object", properties: {} },
      supported_sync_modes: ["full_refresh", "incremental"],
    },
    sync_mode: syncMode,
    destination_sync_mode: "append",
  }));
  return {
    manifest: write("manifest.json", manifest),
    config: write("config.json", {}),
    catalog: write("catalog.json", { streams }),
    write,
    /** An executable that starts a command, for those who want a path. */
    program(name, command) {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`, { mode: 0o755 });
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
