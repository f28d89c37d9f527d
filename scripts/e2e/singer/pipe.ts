import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@sluice/core";
import { root } from "../../support/commands.js";

const TAP = join(root, "connectors/source-vitally/bin/source-vitally.js");

/** A tap and a target with a pipe between them, and the files that they exchange. */
export class Pipe {
  readonly #folder: string;
  readonly #target: string;

  /** @param target its program. */
  constructor(folder: string, target: string) {
    this.#folder = folder;
    this.#target = target;
  }

  /** Writes the config, and the catalog that the tap discovers. */
  async open(config: JsonObject): Promise<void> {
    await writeFile(join(this.#folder, "config.json"), JSON.stringify(config));
    const catalog = await this.#output(process.execPath, [TAP, "--config=config.json", "--discover"]);
    await writeFile(join(this.#folder, "catalog.json"), catalog);
  }

  /** One run of tap and target, with a pipe between them. The target's last line is the state for the next one. */
  async sync(name: string, options: readonly string[]): Promise<Record<string, number>> {
    const rows = join(this.#folder, name);
    await mkdir(rows);
    const settings = { destination_path: rows, do_timestamp_file: false, file_naming_scheme: "{stream_name}.csv" };
    await writeFile(join(this.#folder, "target.json"), JSON.stringify(settings));
    const read = [process.execPath, TAP, "--config", "config.json", "--catalog", "catalog.json", ...options];
    const pipe = 'set -o pipefail; target=$1; shift; "$@" | "$target" --config target.json';
    const states = await this.#output("bash", ["-c", pipe, "-", this.#target, ...read]);
    await writeFile(join(this.#folder, "state.json"), states.trim().split("\n").at(-1) ?? "");
    const counts = (await this.streams()).map(async ({ stream }) => [stream, await rowsIn(rows, stream)] as const);
    return Object.fromEntries(await Promise.all(counts));
  }

  async streams(): Promise<readonly { readonly stream: string; readonly method: string }[]> {
    const catalog = JSON.parse(await readFile(join(this.#folder, "catalog.json"), "utf8")) as {
      streams: CatalogStream[];
    };
    return catalog.streams.map(({ stream, metadata }) => ({
      stream,
      method: String(metadata[0]?.metadata["forced-replication-method"] ?? metadata[0]?.metadata["replication-method"]),
    }));
  }

  /** What a process wrote on stdout; its stderr is shown where it fails. Not waited for in a blocking way: the fake answers from here. */
  #output(command: string, args: readonly string[]): Promise<string> {
    const child = spawn(command, args, { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    return new Promise((resolve, reject) => {
      child.once("error", reject).once("close", (status) => {
        if (status === 0) resolve(Buffer.concat(stdout).toString("utf8"));
        else
          reject(new Error(`${command} ended with ${status}:\n${Buffer.concat(stderr).toString("utf8").slice(-4000)}`));
      });
    });
  }
}

interface CatalogStream {
  readonly stream: string;
  readonly metadata: readonly { readonly metadata: JsonObject }[];
}

/** A target makes no file for a stream without records. */
async function rowsIn(rows: string, stream: string): Promise<number> {
  const csv = join(rows, `${stream}.csv`);
  const lines = join(rows, `${stream}.jsonl`);
  if (existsSync(csv)) return linesOutsideQuotes(await readFile(csv, "utf8")) - 1; // the first one holds the names
  return existsSync(lines) ? (await readFile(lines, "utf8")).split("\n").length - 1 : 0;
}

/** A quoted text may go over several lines; a doubled quote inside it closes and opens it again. */
function linesOutsideQuotes(text: string): number {
  return text.replaceAll(/"[^"]*"/g, "").split("\n").length - 1;
}
