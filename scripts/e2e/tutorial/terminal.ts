import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** What a command printed, and how it ended. */
export interface Ended {
  readonly output: string;
  readonly status: number | null;
}

const LONGEST_MS = 900_000;

/** An empty folder outside of the repository, in which commands are run; it remembers the folder that one has changed to. */
export class Terminal {
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-tutorial-")));
  readonly #environment: NodeJS.ProcessEnv;
  readonly #others: ChildProcess[] = [];
  folder = this.#root;

  /** @param programs a folder of programs that are found before others. @param environment more variables. */
  constructor(programs: string, environment: Readonly<Record<string, string>>) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    this.#environment = {
      ...inherited,
      PATH: `${programs}${delimiter}${inherited["PATH"]}`,
      NO_COLOR: "1",
      npm_config_audit: "false",
      npm_config_fund: "false",
      ...environment,
    };
  }

  /** Runs commands. @param nodeFolder the folder of the Node to run them with; the one of this process by default. */
  async run(commands: string, nodeFolder?: string): Promise<Ended> {
    const script = `set -euo pipefail; exec 2>&1\n${commands}\npwd >&3`;
    const child = spawn("bash", ["-c", script], {
      cwd: this.folder,
      env: this.#withNode(nodeFolder),
      stdio: ["ignore", "pipe", "inherit", "pipe"],
      timeout: LONGEST_MS,
    });
    const [output, folder] = [child.stdio[1], child.stdio[3]].map((pipe) => text(pipe as Readable));
    const [status] = (await once(child, "close")) as [number | null];
    this.folder = (await folder)?.trim() || this.folder;
    return { output: (await output) ?? "", status };
  }

  /** Starts a command that runs until the end. @returns what it has printed when it has printed a line. */
  async start(command: string): Promise<string> {
    const child = spawn("bash", ["-c", `exec ${command}`], {
      cwd: this.folder,
      env: this.#environment,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true, // in a group of its own, because npx does not pass signals on
    });
    this.#others.push(child);
    const [chunk] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
    return String(chunk);
  }

  /** Ends what runs, and removes the folder. */
  close(): void {
    for (const { pid, exitCode } of this.#others)
      if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGTERM");
    rmSync(this.#root, { recursive: true, force: true });
  }

  #withNode(folder: string | undefined): NodeJS.ProcessEnv {
    if (folder === undefined) return this.#environment;
    return { ...this.#environment, PATH: `${folder}${delimiter}${this.#environment["PATH"]}` };
  }
}
