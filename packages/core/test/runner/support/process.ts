/** The test connector as a child process whose pipes the test controls. */
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll } from "@jest/globals";
import type { JsonValue } from "@sluice/core";
import { Output } from "@sluice/testkit";

const BIN = fileURLToPath(new URL("acme-bin.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

/** A bundle of the packages' sources: it starts five times as fast as with a TypeScript loader. */
export const BUNDLE = join(ROOT, `node_modules/.cache/sluice/acme-${process.pid}-${Date.now()}.mjs`);
const PACKAGES = ["axios", "commander", "jose", "lossless-json", "p-retry", "pino", "zod"];
execFileSync(join(ROOT, "node_modules/.bin/esbuild"), [
  BIN,
  ...[
    "--bundle",
    "--format=esm",
    "--platform=node",
    "--target=node20",
    "--conditions=@sluice/source",
    "--log-level=error",
  ],
  ...PACKAGES.map((name) => `--external:${name}`),
  `--outfile=${BUNDLE}`,
]);
afterAll(() => rmSync(BUNDLE, { force: true }));

/** A child that hangs is killed before the test times out, so that no process is left. */
const LONGEST_MS = 25_000;

export interface ChildOptions {
  readonly stdin?: string;
  /** Instead of this process' environment, except PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A file descriptor instead of the pipe. */
  readonly stdout?: number;
  /** A command that starts the process, e.g. `["nice"]`. */
  readonly under?: readonly string[];
}

/** How a child ended: by itself, or by a signal. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running child. Only the test reads its stdout. */
export class Child {
  readonly process: ChildProcessByStdio<Writable, Readable | null, Readable>;
  readonly ended: Promise<Ended>;
  stderr = "";

  constructor(args: readonly string[], { stdin = "", environment = {}, stdout, under = [] }: ChildOptions) {
    const [command = "", ...words] = [...under, process.execPath, BUNDLE, ...args];
    this.process = spawn(command, words, {
      cwd: ROOT,
      stdio: ["pipe", stdout ?? "pipe", "pipe"],
      timeout: LONGEST_MS,
      killSignal: "SIGKILL",
      env: { PATH: process.env["PATH"], ...environment },
    }) as ChildProcessByStdio<Writable, Readable | null, Readable>;
    this.process.stdin.on("error", () => undefined).end(stdin); // the child need not read it
    this.process.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString("utf8");
    });
    this.ended = new Promise((resolve, reject) => {
      this.process.on("error", reject).on("close", (status, signal) => resolve({ status, signal }));
    });
  }

  get stdout(): Readable {
    if (this.process.stdout === null) throw new Error("this child has no pipe for stdout");
    return this.process.stdout;
  }

  /** Reads stdout until it contains the text; returns all that was read. */
  until(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let seen = "";
      const look = (chunk: Buffer) => {
        seen += chunk.toString("utf8");
        if (!seen.includes(text)) return;
        this.stdout.off("data", look);
        resolve(seen);
      };
      this.stdout.on("data", look).once("end", () => reject(new Error(`stdout ended without ${text}:\n${seen}`)));
    });
  }
}

export function start(args: readonly string[], options: ChildOptions = {}): Child {
  return new Child(args, options);
}

/** The result of a child that ended. */
export interface Finished extends Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as protocol lines. */
  readonly output: Output;
}

/** Runs the test connector to its end. */
export async function runAcme(args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  const child = start(args, options);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = await child.ended;
  const stdout = Buffer.concat(chunks).toString("utf8");
  return {
    ...ended,
    stdout,
    stderr: child.stderr,
    get output() {
      return new Output(stdout, ended.status, child.stderr);
    },
  };
}

/** Runs it with a config on standard input. */
export function runWith(config: JsonValue, args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  return runAcme([...args, "--config", "-"], { ...options, stdin: JSON.stringify(config) });
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

/** A new file in its own folder, which is removed after the tests of the file. */
export async function temporaryFile(name: string, content: JsonValue | { readonly text: string }, mode = 0o444) {
  const folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  folders.push(folder);
  const file = join(folder, name);
  await writeFile(file, isText(content) ? content.text : JSON.stringify(content), { mode });
  return file;
}

function isText(content: JsonValue | { readonly text: string }): content is { readonly text: string } {
  return typeof content === "object" && content !== null && "text" in content && typeof content.text === "string";
}
