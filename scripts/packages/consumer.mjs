/** An empty folder in which the tarballs are installed, and nothing else. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../workspace.mjs";

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

export class Consumer {
  #folder = mkdtempSync(join(tmpdir(), "sluice-consumer-"));

  constructor() {
    this.write("package.json", { name: "consumer", private: true, type: "module" });
    this.write("tsconfig.json", tsconfig);
    cpSync(`${root}scripts/packages/example.ts`, join(this.#folder, "example.ts"));
  }

  write(name, value) {
    writeFileSync(join(this.#folder, name), JSON.stringify(value));
  }

  /** @param nodeFolder the folder of the Node to run it with; the one of this process by default. */
  run(command, args, nodeFolder) {
    const path = nodeFolder === undefined ? process.env.PATH : `${nodeFolder}${delimiter}${process.env.PATH}`;
    const options = { cwd: this.#folder, encoding: "utf8", env: { ...process.env, PATH: path }, timeout: 300_000 };
    const { status, stdout, stderr, error } = spawnSync(command, args, options);
    return {
      isGood: status === 0,
      stdout: stdout ?? "",
      said: lastLine(`${stdout}\n${stderr}\n${error?.message ?? ""}`),
    };
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function lastLine(text) {
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}

/** A fake vendor in a process of its own. */
export class Fake {
  #child = spawn(process.execPath, ["--conditions=@sluice/source", "--import", "tsx", "scripts/packages/fake.ts"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });

  /** Its config, and how many leads there are. */
  async facts() {
    const [line] = await once(createInterface({ input: this.#child.stdout }), "line");
    return JSON.parse(line);
  }

  stop() {
    this.#child.stdin.end();
  }
}
