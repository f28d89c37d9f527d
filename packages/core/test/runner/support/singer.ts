/** A source that runs as a Singer tap in this process, and its output as a target sees it. */
import { Writable } from "node:stream";
import { jest } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { type AnySource, type Command, run } from "@sluice/core/internal";
import { FastClock } from "@sluice/testkit";

export interface TapOptions {
  readonly config: JsonValue;
  readonly catalog?: JsonValue;
  readonly state?: JsonValue;
  readonly debug?: boolean;
  readonly nowMs?: number;
}

/** The output of a tap. */
export class TapOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;

  constructor(stdout: string, stderr: string, status: number | null) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.status = status;
  }

  get lines(): JsonObject[] {
    return this.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JsonObject);
  }

  of(type: string, stream?: string): JsonObject[] {
    return this.lines.filter((line) => line["type"] === type && (stream === undefined || line["stream"] === stream));
  }

  records(stream: string): JsonObject[] {
    return this.of("RECORD", stream).map((line) => line["record"] as JsonObject);
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { stream } of this.of("RECORD")) counts[String(stream)] = (counts[String(stream)] ?? 0) + 1;
    return counts;
  }

  /** The values of the STATE lines, in order. */
  get states(): JsonObject[] {
    return this.of("STATE").map((line) => line["value"] as JsonObject);
  }

  /** The last state, which a target passes to the next run. */
  get state(): JsonObject {
    return this.states.at(-1) ?? {};
  }

  /** The catalog that `discover` printed. */
  get catalog(): SingerCatalog {
    return JSON.parse(this.stdout) as SingerCatalog;
  }
}

export type SingerCatalog = JsonObject & { streams: CatalogEntry[] };
type CatalogEntry = JsonObject & { metadata: { breadcrumb: string[]; metadata: JsonObject }[] };

/** Runs a source with `--format singer`; its stderr is kept, not printed. */
export async function runTap(source: AnySource, name: "read" | "discover", options: TapOptions): Promise<TapOutput> {
  const chunks: Buffer[] = [];
  const stderr: string[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { config, catalog, state, nowMs } = options;
  const command: Command = {
    name,
    format: "singer",
    log: { debug: options.debug ?? false, format: "json" },
    config: async () => config,
    ...(catalog === undefined ? {} : { catalog: async () => catalog }),
    ...(state === undefined ? {} : { state: async () => state }),
  };
  const spy = jest.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0);
  try {
    const outcome = await run(source, command, { out, clock: new FastClock(nowMs), stop: new AbortController() });
    return new TapOutput(
      Buffer.concat(chunks).toString("utf8"),
      stderr.join(""),
      outcome === "reader gone" ? null : outcome,
    );
  } finally {
    spy.mockRestore();
  }
}

/** A catalog as a user edits it: each stream with the settings in its metadata. */
export function catalogOf(streams: Readonly<Record<string, JsonObject>>): JsonObject {
  return {
    streams: Object.entries(streams).map(([name, metadata]) => ({
      tap_stream_id: name,
      stream: name,
      schema: {},
      metadata: [{ breadcrumb: [], metadata }],
    })),
  };
}
