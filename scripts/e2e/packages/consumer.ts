/** An empty folder in which the tarballs are installed, and nothing else. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { ON_SOURCES, root } from "../../support/commands.js";

/** As strict as can be, and the declarations of the packages are looked at too. */
const tsconfig = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "NodeNext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: ["node"],
    typeRoots: [`${root}node_modules/@types`],
  },
  include: ["example.ts"],
};

export interface Ran {
  readonly isGood: boolean;
  readonly stdout: string;
  /** The last line that it wrote. */
  readonly said: string;
}

/** What a fake vendor says of itself: its config, and how many leads there are. */
export interface FakeFacts {
  readonly config: object;
  readonly leads: number;
}

export class Consumer {
  #folder = mkdtempSync(join(tmpdir(), "sluice-consumer-"));

  constructor() {
    this.write("package.json", { name: "consumer", private: true, type: "module" });
    this.write("tsconfig.json", tsconfig);
    cpSync(join(import.meta.dirname, "example.ts"), join(this.#folder, "example.ts"));
  }

  write(name: string, value: unknown): void {
    writeFileSync(join(this.#folder, name), JSON.stringify(value));
  }

  /** @param nodeFolder the folder of the Node to run it with; the one of this process by default. */
  run(command: string, args: readonly string[], nodeFolder?: string): Ran {
    const path = nodeFolder === undefined ? process.env["PATH"] : `${nodeFolder}${delimiter}${process.env["PATH"]}`;
    const options = {
      cwd: this.#folder,
      encoding: "utf8" as const,
      env: { ...process.env, PATH: path },
      timeout: 300_000,
    };
    const { status, stdout, stderr, error } = spawnSync(command, args, options);
    return {
      isGood: status === 0,
      stdout: stdout ?? "",
      said: lastLine(`${stdout}\n${stderr}\n${error?.message ?? ""}`),
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}

/** A fake vendor in a process of its own. */
export class Fake {
  #child = spawn(process.execPath, [...ON_SOURCES, join(import.meta.dirname, "fake.ts")], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });

  /** Its config, and how many leads there are. */
  async facts(): Promise<FakeFacts> {
    const [line] = await once(createInterface({ input: this.#child.stdout }), "line");
    return JSON.parse(line as string) as FakeFacts;
  }

  stop(): void {
    this.#child.stdin.end();
  }
}
