import { createHash } from "node:crypto";
import type { JsonObject } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import { configuredCatalog } from "./catalog.js";
import { FastClock } from "./clock.js";
import type { FakeVendor } from "./connector.js";
import { discovered } from "./discovered.js";
import type { Output } from "./output.js";
import { runSource } from "./run-source.js";

/** A fixed time, so that states which contain the time of the run are the same in every run. */
const RUN_STARTED_MS = Date.parse("2026-11-01T00:00:00Z");

const DAY_MS = 86_400_000;

/** What a stream wrote. States in mid-read are left out, because how many there are depends on the time that requests take. */
export interface StreamDigest {
  readonly records: number;
  /** SHA-256 of the RECORD lines in their order. */
  readonly sha256: string;
  /** SHA-256 of the last state's data; of null if there is no state. */
  readonly state: string;
}

/** The digests of all streams by name, for a full refresh and for a first incremental read. */
export type OutputDigest = Readonly<Record<"full_refresh" | "incremental", Readonly<Record<string, StreamDigest>>>>;

/**
 * Reads the fake's account in both modes. `contract/output.json` holds the result, so that a change of a single byte that a
 * consumer would see shows up in review; `npm run docs:generate` writes it.
 */
export async function outputDigest(create: () => AnySource, { api, config, now }: FakeVendor): Promise<OutputDigest> {
  const startedMs = now === undefined ? RUN_STARTED_MS : Date.parse(now);
  const fixed = (text: string) => dated(text.replaceAll(api.url, "http://fake.invalid"), RUN_STARTED_MS - startedMs);
  const names = (await discovered(create(), config)).map(({ name }) => name);
  const read = async (mode: keyof OutputDigest) => {
    const catalog = configuredCatalog(names, mode);
    const output = await runSource(create(), "read", {
      config,
      catalog,
      state: [],
      clock: new FastClock(startedMs),
    });
    return Object.fromEntries(names.map((name) => [name, digestOf(output, name, fixed)]));
  };
  return { full_refresh: await read("full_refresh"), incremental: await read("incremental") };
}

/** @param fixed the text, as it is in every run. */
function digestOf(output: Output, stream: string, fixed: (text: string) => string): StreamDigest {
  const lines = output.stdout.split("\n").filter((_line, index) => streamOf(output.lines[index]) === stream);
  const records = lines.join("\n").replace(/"emitted_at":\d+/g, '"emitted_at":0');
  const state = JSON.stringify(output.states(stream).at(-1)?.data ?? null);
  return { records: lines.length, sha256: sha256(fixed(records)), state: sha256(fixed(state)) };
}

/** The text with all of its times so many milliseconds later, in whole days. */
function dated(text: string, byMs: number): string {
  if (byMs === 0) return text;
  return text.replace(/\d{4}-\d{2}-\d{2}(?=T\d{2}:)/g, (day) =>
    new Date(Date.parse(day) + Math.round(byMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function streamOf(line: JsonObject | undefined): string | undefined {
  return (line?.["record"] as JsonObject | undefined)?.["stream"] as string | undefined;
}
