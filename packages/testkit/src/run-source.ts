import { spawn } from "node:child_process";
import { Writable } from "node:stream";
import type { Clock, JsonValue } from "@sluice/core";
import { type AnySource, type Command, run } from "@sluice/core/internal";
import { FastClock } from "./clock.js";
import { Output } from "./output.js";
import { identifyRun } from "./run-id.js";

/** The inputs of a command, all optional. */
export interface RunOptions {
  readonly config?: JsonValue;
  readonly catalog?: JsonValue;
  readonly state?: JsonValue;
  readonly streams?: readonly string[];
  readonly limit?: number;
  readonly debug?: boolean;
  readonly clock?: Clock;
}

/**
 * Runs a command of a source in this process, through the real runner and real sockets; waits take no time. The version of the source
 * gets an id of the run, by which a fake knows late requests of a run that has ended.
 */
export async function runSource(source: AnySource, name: Command["name"], options: RunOptions = {}): Promise<Output> {
  identifyRun(source);
  const chunks: Buffer[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { config = {}, catalog, state, streams, limit } = options;
  const command: Command = {
    name,
    log: { debug: options.debug ?? false, format: "json" },
    config: async () => config,
    ...(catalog === undefined ? {} : { catalog: async () => catalog }),
    ...(state === undefined ? {} : { state: async () => state }),
    ...(streams === undefined ? {} : { streams }),
    ...(limit === undefined ? {} : { limit }),
  };
  const outcome = await run(source, command, {
    out,
    clock: options.clock ?? new FastClock(),
    stop: new AbortController(),
  });
  return new Output(Buffer.concat(chunks).toString("utf8"), outcome === "reader gone" ? null : outcome);
}

/** The inputs of a process, all optional. */
export interface ProcessOptions {
  readonly stdin?: string;
  /** In place of this process's environment, except PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a built bin as a child process. */
export async function runProcess(bin: string, args: readonly string[], options: ProcessOptions = {}): Promise<Output> {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: "pipe",
    env: { PATH: process.env["PATH"], ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => undefined); // the child need not read it
  child.stdin.end(options.stdin ?? "");
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return new Output(Buffer.concat(stdout).toString("utf8"), status, Buffer.concat(stderr).toString("utf8"));
}
