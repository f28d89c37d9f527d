import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { HttpStream, type JsonObject, type JsonValue, type Slice, Source } from "@sluice/core";
import { type AnySource, urlOf } from "@sluice/core/internal";
import { connectorFiles, type Design, type ImportReport, type Project, readManifest } from "@sluice/create-connector";
import { configuredCatalog, FastClock, runSource } from "@sluice/testkit";
import type { Driver, Fault, RunResult } from "./driver.js";

const PROJECT: Project = { kind: "workspace", testRunner: "jest", versions: {} };

/** A connector that was generated from a manifest. */
export interface Generated {
  readonly folder: string;
  readonly design: Design;
  readonly report: ImportReport;
}

/** Imports a manifest, and writes the connector's own code. */
export async function generate(manifest: string, folder: string): Promise<Generated> {
  const { design, report } = await readManifest({ manifest, name: "compared", title: "Compared" });
  const files = connectorFiles(design, PROJECT);
  await rm(folder, { recursive: true, force: true });
  const facts = { name: "@sluice/source-compared", version: "0.0.0", type: "module" };
  const all = { ...files, "package.json": JSON.stringify(facts) };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, design, report };
}

/** Loads the source class of a generated connector, and returns what makes an instance whose requests go to the mock. */
export async function sourceIn(folder: string, port: number): Promise<() => AnySource> {
  const exported = (await import(pathToFileURL(join(folder, "src/index.ts")).href)) as Record<string, unknown>;
  const found = Object.values(exported).find(
    (value) => typeof value === "function" && value.prototype instanceof Source,
  );
  if (found === undefined) throw new Error("src/index.ts exports no class of a Source");
  for (const value of Object.values(exported))
    if (typeof value === "function" && value.prototype instanceof HttpStream) nameRequests(value.prototype);
  return () => {
    const source = new (found as new () => Source)();
    const transport: Source["transport"] = source.transport.bind(source);
    return Object.assign(source, {
      transport: (...given: Parameters<typeof transport>) => throughMock(transport(...given), port),
    });
  };
}

type Transport = ReturnType<Source["transport"]>;

/** Each request says which stream sends it, because several streams may send the same one and take other parts of the reply. */
function nameRequests(stream: HttpStream<unknown>): void {
  const { headers } = stream;
  stream.headers = function (this: HttpStream<unknown>, slice: Slice) {
    return { ...headers.call(this, slice), "x-differential-stream": encodeURIComponent(this.name) };
  };
}

/** Sends every request to the mock by the connector's own transport, with the address that it was for. */
function throughMock(transport: Transport, port: number): Transport {
  const url = `http://127.0.0.1:${port}/`;
  return {
    send: (request, signal) => {
      const headers = { ...request.headers, "x-differential-url": urlOf(request) };
      return transport.send({ ...request, url, query: {}, headers }, signal);
    },
  };
}

/** No limit of the vendor makes the test wait; and failures must not be repeated for long. */
const LIMITS = { limits: { requests_per_minute: 1_000_000 }, concurrency: 4, checks: "off" };

export interface ReadGiven {
  readonly config: JsonObject;
  readonly streams: readonly string[];
  readonly state?: JsonValue;
  readonly fault?: Fault;
}

/** Reads streams with the generated connector. */
export async function readOurs(driver: Driver, source: AnySource, now: number, given: ReadGiven): Promise<RunResult> {
  const { config, streams, state, fault } = given;
  await driver.begin(fault);
  const output = await runSource(source, "read", {
    config: { ...config, ...LIMITS },
    catalog: configuredCatalog(streams, "incremental"),
    clock: new FastClock(now),
    ...(state === undefined ? {} : { state }),
  });
  const states: Record<string, JsonObject> = {};
  for (const message of output.of("STATE")) states[streamOf(message)] = message;
  const errors = output.errors().map((error) => `${error["message"]}`.slice(0, 600));
  return {
    records: Object.fromEntries(streams.map((name) => [name, output.records(name)])),
    states,
    statuses: Object.fromEntries(streams.map((name) => [name, outcomeOf(output, name)])),
    errors,
    requests: await driver.requests(),
  };
}

function streamOf(message: JsonObject): string {
  const { stream_descriptor: descriptor } = message["stream"] as JsonObject;
  return String((descriptor as JsonObject)["name"]);
}

function outcomeOf(output: Awaited<ReturnType<typeof runSource>>, name: string): string {
  const status = output.statuses(name).at(-1) ?? "none";
  return status === "INCOMPLETE" && output.errors(name).length === 0 ? "SKIPPED" : status;
}
