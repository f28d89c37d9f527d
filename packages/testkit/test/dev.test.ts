import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startForge } from "../../../examples/source-forge/fake/index.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const COMMAND = ["--conditions=@sluice/source", "--import", "tsx", `${root}packages/testkit/src/commands/main.ts`];

let folder: string;
let running: Running | undefined;

beforeEach(async () => {
  await mkdir(`${root}dist`, { recursive: true });
  folder = await mkdtemp(`${root}dist/dev-`);
  for (const name of ["src", "fake", "package.json"]) {
    await cp(`${root}examples/source-forge/${name}`, `${folder}/${name}`, { recursive: true });
  }
});
afterEach(async () => {
  await running?.end();
  await rm(folder, { recursive: true });
});

/** `sluice-connector dev` in the folder. */
class Running {
  readonly child: ChildProcess;
  #output = "";
  #seen = 0;
  #changed = () => {};

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const env = { ...inherited, ...environment };
    this.child = spawn(process.execPath, [...COMMAND, "dev", ...args], { cwd: folder, env, stdio: "pipe" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString("utf8");
        this.#changed();
      });
    }
    this.child.once("exit", () => this.#changed());
  }

  /** The output since the last call, once it has the text. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#output.indexOf(text, this.#seen);
      if (at >= 0) {
        const found = this.#output.slice(this.#seen, at + text.length);
        this.#seen = at + text.length;
        return found;
      }
      if (this.child.exitCode !== null) throw new Error(`it ended without "${text}":\n${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** The whole output and the exit status of a single run. */
  async whole(): Promise<{ readonly output: string; readonly status: unknown }> {
    const [status] = await once(this.child, "close");
    return { output: this.#output, status };
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
  }
}

/** Replaces a text in a file, as editors do: by a new file instead of the old one. */
async function edit(file: string, find: string, replace: string): Promise<void> {
  const text = await readFile(`${folder}/${file}`, "utf8");
  expect(text).toContain(find);
  await writeFile(`${folder}/.${file.replaceAll("/", "-")}`, text.replace(find, replace));
  await rename(`${folder}/.${file.replaceAll("/", "-")}`, `${folder}/${file}`);
}

const WAITING = "waiting for changes in src and fake";

test("shows requests, pages, records and the summary, and runs again after each change", async () => {
  running = new Running(["organizations", "--limit", "1"]);
  const first = await running.until(WAITING);
  expect(first).toContain("source-forge: organizations of its fake");
  expect(first).toMatch(/^GET \/\S+ → 200 in \d+ ms$/m);
  expect(first).toMatch(/ {2}page 1: \d+ records\n {4}\{"[^\n]+\n(?! {4})/);
  expect(first).toMatch(/ {2}organizations: \d+ records, 2 pages, 2 requests/);

  await edit("src/streams.ts", 'readonly name = "organizations"', 'readonly name = "orgs"');
  const second = await running.until(WAITING);
  expect(second).toMatch(/ERROR .*organizations/);
  expect(second).toContain("orgs");

  await edit("src/streams.ts", 'readonly name = "orgs"', 'readonly name = = "orgs"');
  expect(await running.until(WAITING)).toMatch(/ERROR .*\n.*src\/streams\.ts:\d+:\d+/);

  await edit("src/streams.ts", 'readonly name = = "orgs"', 'readonly name = "organizations"');
  expect(await running.until(WAITING)).toMatch(/ {2}organizations: \d+ records, 2 pages/);
});

test("names the file and the line of the author's code that throws", async () => {
  await edit("src/source.ts", "authenticator(", "authenticator_(");
  await edit(
    "src/source.ts",
    "authenticator_(",
    "authenticator(_config: unknown): never {\n    throw new TypeError('no key');\n  }\n  was(",
  );
  const { output, status } = await new Running(["--once"]).whole();
  expect(output).toMatch(/no key[\s\S]*src\/source\.ts:\d+:\d+/);
  expect(output).not.toContain("node_modules");
  expect(status).toBe(1);
});

test("ends a run that is under way when a file changes", async () => {
  const endless = 'process.stdout.write("begun");\nawait new Promise((resolve) => setTimeout(resolve, 600_000));\n';
  await edit("fake/index.ts", "export", `${endless}export`);
  running = new Running(["organizations"]);
  await running.until("begun");
  await edit("fake/index.ts", endless, "");
  const rest = await running.until(WAITING);
  expect(rest).toContain("changed: run again");
  expect(rest).toMatch(/ {2}organizations: \d+ records/);
});

test("reads a few pages of the real API with a config from the environment", async () => {
  const { api, config } = await startForge();
  try {
    const environment = { FORGE_API_TOKEN: String(config["api_token"]), FORGE_BASE_URL: api.url };
    const { output, status } = await new Running(["issues", "--once", "--live"], environment).whole();
    expect(output).toContain("issues of the real API");
    expect(output).toContain(`\nGET ${api.url}/`);
    expect(output).toContain("stopped after 3 pages");
    expect(status).toBe(0);
  } finally {
    await api.close();
  }
});

test("masks the secrets of the config in what the API says", async () => {
  const { api, config } = await startForge();
  try {
    const secret = String(config["api_token"]);
    await writeFile(`${folder}/config.json`, JSON.stringify({ api_token: secret, base_url: api.url }));
    api.inject({ at: () => true, reply: { status: 403, json: { message: `${secret} may not` } } });
    const { output, status } = await new Running(["organizations", "--once", "--config", "config.json"]).whole();
    expect(output).toMatch(/→ 403 in \d+ ms/);
    expect(output).toContain("**** may not");
    expect(output).not.toContain(secret);
    expect(status).toBe(1);
  } finally {
    await api.close();
  }
});
