import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeFiles } from "../src/cli/disk.js";
import type { Design } from "../src/design/design.js";
import type { Project } from "../src/design/project.js";
import { connectorFiles } from "../src/write/connector/files.js";
import { formatted } from "../src/write/format.js";
import { projectFiles } from "../src/write/project/files.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const execute = promisify(execFile);

const PROJECT: Project = {
  ...{ kind: "workspace", testRunner: "jest" },
  versions: { "@sluice/core": "0.1.0", "@sluice/testkit": "0.1.0", zod: "^4.6.7" },
};

export interface Ended {
  readonly status: number;
  readonly output: string;
  /** Whether it was stopped because it took too long. */
  readonly isTimeout?: boolean;
}

/** What a process that failed is rejected with. */
interface Failed {
  readonly code: unknown;
  readonly killed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Connectors in a folder of their own within the repository, so that their imports lead to its packages. */
export class Generated {
  readonly folder: string;
  readonly #names: string[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** In `dist`, which git, biome and knip pass over. */
  static async begin(): Promise<Generated> {
    await mkdir(`${root}dist`, { recursive: true });
    const folder = await mkdtemp(`${root}dist/new-connector-`);
    const include = ["*/src", "*/fake", "*/test"];
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify({ extends: "../../tsconfig.json", include }));
    return new Generated(folder);
  }

  /** Writes the files of a connector. */
  async write(design: Design): Promise<void> {
    const files = await formatted({ ...connectorFiles(design, PROJECT), ...projectFiles(design, PROJECT) });
    await writeFiles(this.#folderOf(design), files);
    this.#names.push(design.name);
  }

  /** All of them by the repository's strict rules. */
  typecheck(): Promise<Ended> {
    return this.#run(root, ["node_modules/typescript/bin/tsc", "-p", this.folder]);
  }

  /** All of them by the repository's formatter, which changes nothing. Biome refuses a second config below the root's. */
  async check(): Promise<Ended> {
    const { files: _, ...rules } = JSON.parse(await readFile(`${root}biome.json`, "utf8")) as { files: unknown };
    const config = await mkdtemp(`${tmpdir()}/new-connector-`);
    await writeFile(`${config}/biome.json`, JSON.stringify(rules));
    const folders = this.#names.flatMap((name) =>
      ["src", "fake", "test"].map((part) => `${this.folder}/source-${name}/${part}`),
    );
    const args = ["check", "--error-on-warnings", `--config-path=${config}`, ...folders];
    const ended = await this.#run(root, ["node_modules/@biomejs/biome/bin/biome", ...args]);
    await rm(config, { recursive: true });
    return ended;
  }

  /** Its contract and its README, and its bin as a connector is built, without declarations: the suite runs it. */
  async build(design: Design): Promise<Ended> {
    const command = ["--conditions=@sluice/source", "--import", "tsx", `${root}packages/testkit/src/commands/main.ts`];
    const docs = await this.#run(this.#folderOf(design), [...command, "docs"]);
    return docs.status === 0 ? this.#run(this.#folderOf(design), [...command, "bundle"]) : docs;
  }

  /** Their own tests, in one run. */
  test({ timeoutMs = 0 } = {}): Promise<Ended> {
    const jest = ["--experimental-vm-modules", "--no-warnings", `${root}node_modules/jest/bin/jest.js`];
    const where = [`--rootDir=${this.folder}`, "--testMatch=<rootDir>/*/test/**/*.test.ts", "--reporters=default"];
    return this.#run(root, [...jest, "--config=jest.config.ts", ...where], timeoutMs);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  #folderOf({ name }: Design): string {
    return `${this.folder}/source-${name}`;
  }

  async #run(cwd: string, args: readonly string[], timeout = 0): Promise<Ended> {
    try {
      const { stdout, stderr } = await execute(process.execPath, args, { cwd, timeout, maxBuffer: 64 * 1024 * 1024 });
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, killed, stdout = "", stderr = "" } = error as Partial<Failed>;
      const isTimeout = timeout > 0 && killed === true;
      return { status: typeof code === "number" ? code : 1, output: stdout + stderr, ...(isTimeout && { isTimeout }) };
    }
  }
}
