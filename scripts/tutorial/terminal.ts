import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

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

  /** @param environment more variables. */
  constructor(environment: Readonly<Record<string, string>>) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    this.#environment = {
      ...inherited,
      NO_COLOR: "1",
      npm_config_audit: "false",
      npm_config_fund: "false",
      ...environment,
    };
  }

  /** Runs commands. @param nodeFolder the folder of the Node to run them with; the one of this process by default. */
  run(commands: string, nodeFolder?: string): Ended {
    const script = `set -euo pipefail; exec 2>&1\n${commands}\npwd >&3`;
    const { stdout, status, output } = spawnSync("bash", ["-c", script], {
      cwd: this.folder,
      env: this.#withNode(nodeFolder),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit", "pipe"],
      timeout: LONGEST_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    this.folder = output?.[3]?.trim() || this.folder;
    return { output: stdout, status };
  }

  /** Starts a command that runs until the end. @returns what it has printed when it has printed a line. */
  async start(command: string): Promise<string> {
    const child = spawn("bash", ["-c", `exec ${command}`], {
      cwd: this.folder,
      env: this.#environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#others.push(child);
    const [chunk] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
    return String(chunk);
  }

  /** Ends what runs, and removes the folder. */
  close(): void {
    for (const child of this.#others) child.kill("SIGTERM");
    rmSync(this.#root, { recursive: true, force: true });
  }

  #withNode(folder: string | undefined): NodeJS.ProcessEnv {
    if (folder === undefined) return this.#environment;
    return { ...this.#environment, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
  }
}
