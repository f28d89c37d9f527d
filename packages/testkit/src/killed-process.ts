import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JsonObject } from "@sluice/core";
import { Output } from "./output.js";

/** A read that a process does not finish. */
export interface KilledRead {
  readonly config: JsonObject;
  readonly catalog: JsonObject;
  /** How many lines are read before the process is made to end. */
  readonly lines: number;
  readonly how: "SIGTERM" | "a closed pipe";
}

/** A read by a built bin that is ended in the middle, by SIGTERM or by closing the pipe; gives the lines that were read. */
export async function killedProcess(bin: string, { config, catalog, lines, how }: KilledRead): Promise<Output> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-killed-"));
  try {
    const catalogFile = join(folder, "catalog.json");
    await writeFile(catalogFile, JSON.stringify(catalog));
    const child = spawn(process.execPath, [bin, "read", "--config", "-", "--catalog", catalogFile], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"] },
    });
    child.stdin.end(JSON.stringify(config));
    const exit = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("exit", resolve));
    const read: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      read.push(`${line}\n`);
      if (read.length === lines) break;
    }
    if (how === "SIGTERM") child.kill("SIGTERM");
    child.stdout.destroy();
    return new Output(read.join(""), await exit);
  } finally {
    await rm(folder, { recursive: true });
  }
}
