/** A server of buckets, for tests: moto from PyPI, installed once under node_modules. Only one test file may import this, because two would install it at once. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CACHE, EXTENSIONS_FOLDER, INSTALL_MS, tried } from "./duckdb-extensions.js";

/** A virtual environment with moto. */
function moto(): string {
  const folder = join(CACHE, "moto");
  const program = join(folder, "bin/moto_server");
  if (existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
  const install = ["-m", "pip", "install", "--quiet", "moto[server,s3]==5.2.5"];
  execFileSync(join(folder, "bin/python"), install, { stdio: "pipe", timeout: INSTALL_MS });
  return program;
}

const MOTO = EXTENSIONS_FOLDER === undefined ? undefined : tried(moto);

/** As `WITHOUT_EXTENSIONS`, of suites that need buckets too. */
export const WITHOUT_BUCKETS = MOTO === undefined ? " (SKIPPED: moto could not be installed from PyPI)" : "";

/** What a user sets for the server; its secret must be in no message. */
export const S3_SECRET = "s3cr3t/key+of=bucket";

/** A server of buckets on this machine. */
export class BucketServer {
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  static async start(): Promise<BucketServer> {
    if (MOTO === undefined) throw new Error("moto is not installed");
    const child = spawn(MOTO, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
    for await (const line of createInterface({ input: child.stderr })) {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (url === undefined) continue;
      child.stderr.resume();
      return new BucketServer(child, url);
    }
    throw new Error("moto ended");
  }

  /** What a user sets. */
  get environment(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: "AKIATESTKEY",
      AWS_SECRET_ACCESS_KEY: S3_SECRET,
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL_S3: this.url,
    };
  }

  async create(bucket: string): Promise<void> {
    const { ok } = await fetch(`${this.url}/${bucket}`, { method: "PUT" });
    if (!ok) throw new Error(`the bucket ${bucket} could not be created`);
  }

  /** The keys in a bucket. */
  async keys(bucket: string): Promise<readonly string[]> {
    const listed = await (await fetch(`${this.url}/${bucket}?list-type=2`)).text();
    return [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}
