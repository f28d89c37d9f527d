import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { PostgresSession } from "../../src/destinations/postgres/client.js";

/** Where `initdb` and `postgres` are; undefined if they are not installed. */
export const BINARIES = binaries();

function binaries(): string | undefined {
  const packaged = "/usr/lib/postgresql"; // Debian keeps them off the path, by version
  const versions = readable(packaged) ? readdirSync(packaged).map((version) => join(packaged, version, "bin")) : [];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...versions];
  return folders.find((folder) => readable(join(folder, "initdb")) && readable(join(folder, "postgres")));
}

function readable(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** For the name of a suite, so that one that does not run says why. */
export const WITHOUT = BINARIES === undefined ? " (SKIPPED: Postgres is not installed: no initdb on the PATH)" : "";

/** With signs that a connection string must escape. */
export const PASSWORD = "s3cret/word";

/** A Postgres server of our own, on a free port, with its data in a folder that goes with it. */
export class PostgresServer {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly port: number;

  private constructor(folder: string, process: ChildProcess, port: number) {
    this.#folder = folder;
    this.#process = process;
    this.port = port;
  }

  static async start(): Promise<PostgresServer> {
    if (BINARIES === undefined) throw new Error("Postgres is not installed");
    const folder = await mkdtemp(join(tmpdir(), "sluice-postgres-"));
    const owner = unprivileged();
    if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o700);
    const options = { ...owner, cwd: folder };
    const data = join(folder, "data");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, PASSWORD);
    const init = `-D ${data} -U sluice -A scram-sha-256 --pwfile ${passwordFile} -E UTF8 --locale C --no-sync`;
    execFileSync(join(BINARIES, "initdb"), init.split(" "), { ...options, stdio: "pipe" });
    const port = await freePort();
    const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: folder, fsync: "off" };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(join(BINARIES, "postgres"), ["-D", data, ...args], {
      ...options,
      stdio: ["ignore", "ignore", "pipe"],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes("ready to accept connections")) break;
    }
    child.stderr.resume();
    return new PostgresServer(folder, child, port);
  }

  url(database: string, password = PASSWORD): string {
    return `postgres://sluice:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** An empty database. */
  async create(database: string): Promise<void> {
    await this.with("postgres", (session) => session.run(`CREATE DATABASE ${database}`));
  }

  /** Talks with the server as a user might, past Sluice. */
  async with<T>(database: string, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    const session = await PostgresSession.open(this.url(database));
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGQUIT"); // at once: nobody needs the data
    await ended;
    await rm(this.#folder, { recursive: true });
  }
}

/** Postgres refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}
