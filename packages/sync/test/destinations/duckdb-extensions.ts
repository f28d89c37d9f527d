/** The extensions of DuckDB and a server of buckets, for tests, from PyPI: each is installed once, under node_modules. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CACHE = fileURLToPath(new URL("../../../../node_modules/.cache/", import.meta.url));
const VERSION = "1.5.5";
const EXTENSIONS = ["ducklake", "httpfs", "postgres_scanner", "sqlite_scanner", "aws"];
const INSTALL_MS = 300_000;

const [SYSTEM, MACHINE] = [
  process.platform === "darwin" ? "osx" : "linux",
  process.arch === "arm64" ? "arm64" : "amd64",
];

/** A folder for `SLUICE_DUCKDB_EXTENSIONS`; undefined if it cannot be filled, e.g. without Python. */
export const EXTENSIONS_FOLDER = process.env["SLUICE_DUCKDB_EXTENSIONS"] ?? tried(extensions);

/** For the name of a suite, so that one that does not run says why. */
export const WITHOUT_EXTENSIONS =
  EXTENSIONS_FOLDER === undefined ? " (SKIPPED: DuckDB's extensions could not be fetched from PyPI)" : "";

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function extensions(): string {
  const folder = join(CACHE, "duckdb-extensions");
  const files = join(folder, `v${VERSION}`, `${SYSTEM}_${MACHINE}`);
  mkdirSync(files, { recursive: true });
  for (const name of EXTENSIONS) {
    const file = join(files, `${name}.duckdb_extension`);
    if (!existsSync(file)) fetchExtension(name, file);
  }
  return folder;
}

/** The wheel has the binary. Several workers may do so at once. */
function fetchExtension(name: string, file: string): void {
  const work = mkdtempSync(join(CACHE, "wheel-"));
  const wheel = `duckdb-extension-${name.replace("_", "-")}==${VERSION}`;
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", work, wheel];
  const unpack =
    "import glob, sys, zipfile\nfor wheel in glob.glob(sys.argv[1] + '/*.whl'):\n  archive = zipfile.ZipFile(wheel)\n" +
    "  member = next(one for one in archive.namelist() if one.endswith('.duckdb_extension'))\n" +
    "  open(sys.argv[1] + '/extension', 'wb').write(archive.read(member))";
  try {
    execFileSync("python3", pip, { stdio: "pipe", timeout: INSTALL_MS });
    execFileSync("python3", ["-c", unpack, work], { stdio: "pipe" });
    renameSync(join(work, "extension"), file);
  } finally {
    rmSync(work, { recursive: true });
  }
}

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
