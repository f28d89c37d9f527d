import { strictEqual } from "node:assert";
import { type ChildProcess, execFileSync } from "node:child_process";
import { type Engine, ran, start } from "./engine.js";

/** An image that was built here. */
export class Image {
  /** As the engine knows it. */
  readonly reference: string;
  readonly #engine: Engine;
  readonly #base: string;

  /** Builds it as a user would. @param name of a connector, or `sync`. */
  constructor(engine: Engine, base: string, name: string) {
    execFileSync(process.execPath, ["scripts/run.mjs", "scripts/image.ts", name, base], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.reference = `localhost/sluice/${name}`;
    this.#engine = engine;
    this.#base = base;
  }

  /** For `output`: nothing can be written but to volumes. */
  get readOnly(): readonly string[] {
    return this.#engine.readOnly;
  }

  /** What a container of it writes to stdout. @throws unless it ends with 0. */
  async output(options: readonly string[], args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await ran(this.#engine, [...options, this.reference, ...args]);
    const said = `${stderr}${stdout.slice(-2000)}`;
    strictEqual(status, 0, `${this.reference} ${args.join(" ")} ended with ${status}: ${said}`);
    return stdout;
  }

  /** Starts a container by this name. */
  start(container: string, options: readonly string[], args: readonly string[]): ChildProcess {
    return start(this.#engine, ["--name", container, ...options, this.reference, ...args]);
  }

  /** Ends a container as the platform does. */
  terminate(container: string): void {
    const { program, global } = this.#engine;
    execFileSync(program, [...global, "kill", "--signal", "TERM", container], { stdio: "ignore" });
  }

  /** What it adds to its base, e.g. `10.1 MB`. */
  get size(): string {
    return `${((this.#bytesOf(this.reference) - this.#bytesOf(this.#base)) / 1e6).toFixed(1)} MB`;
  }

  #bytesOf(image: string): number {
    const args = ["image", "inspect", "--format", "{{.Size}}", image];
    return Number(execFileSync(this.#engine.program, args, { encoding: "utf8" }));
  }
}
