import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const execute = promisify(execFile);

interface Ended {
  readonly status: number;
  readonly output: string;
}

/** Connectors in a folder of their own within the repository, so that their imports lead to its packages. */
export class Generated {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** In `dist`, which git, biome and knip pass over. */
  static async begin(): Promise<Generated> {
    await mkdir(`${root}dist`, { recursive: true });
    return new Generated(await mkdtemp(`${root}dist/new-connector-`));
  }

  /** Runs the generator. */
  generate(args: readonly string[]): Promise<Ended> {
    const script = ["--conditions=@sluice/source", "--import", "tsx", "scripts/new-connector.ts"];
    return this.#run(root, [...script, "--into", this.folder, ...args]);
  }

  /** All of them by the repository's strict rules. */
  async typecheck(): Promise<Ended> {
    const include = ["*/src", "*/fake", "*/test"];
    await writeFile(`${this.folder}/tsconfig.json`, JSON.stringify({ extends: "../../tsconfig.json", include }));
    return this.#run(root, ["node_modules/typescript/bin/tsc", "-p", this.folder]);
  }

  /** As a connector is built, without declarations: the suite runs its bin. */
  bundle(name: string): Promise<Ended> {
    return this.#run(`${this.folder}/source-${name}`, [
      "--conditions=@sluice/source",
      "--import",
      "tsx",
      `${root}packages/testkit/src/commands/main.ts`,
      "bundle",
    ]);
  }

  /** Their own tests, in one run. */
  test(): Promise<Ended> {
    const jest = ["--experimental-vm-modules", "--no-warnings", `${root}node_modules/jest/bin/jest.js`];
    const where = [`--rootDir=${this.folder}`, "--testMatch=<rootDir>/*/test/**/*.test.ts", "--reporters=default"];
    return this.#run(root, [...jest, "--config=jest.config.ts", ...where]);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  async #run(cwd: string, args: readonly string[]): Promise<Ended> {
    try {
      const { stdout, stderr } = await execute(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { status: typeof code === "number" ? code : 1, output: stdout + stderr };
    }
  }
}
