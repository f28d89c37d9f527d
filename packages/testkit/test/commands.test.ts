import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startForge } from "../../../examples/source-forge/fake/index.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const example = `${root}examples/source-forge/`;
const COMMAND = ["--conditions=@sluice/source", "--import", "tsx", `${root}packages/testkit/src/commands/main.ts`];
const execute = promisify(execFile);

let folder: string;
beforeEach(async () => {
  await mkdir(`${root}dist`, { recursive: true });
  folder = await mkdtemp(`${root}dist/commands-`);
  for (const name of ["src", "fake", "package.json"]) {
    await cp(`${example}${name}`, `${folder}/${name}`, { recursive: true });
  }
});
afterEach(() => rm(folder, { recursive: true }));

/** `sluice-connector` in the folder. */
async function connector(...args: readonly string[]): Promise<{ readonly status: unknown; readonly output: string }> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [...COMMAND, ...args], { cwd: folder });
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { status: code, output: stdout + stderr };
  }
}

const texts = (where: string, files: readonly string[]) =>
  Promise.all(files.map((file) => readFile(join(where, file), "utf8")));

async function addToPackage(values: object): Promise<void> {
  const manifest = JSON.parse(await readFile(`${folder}/package.json`, "utf8")) as object;
  await writeFile(`${folder}/package.json`, JSON.stringify({ ...manifest, ...values }));
}

test("docs writes the contract and the tables of the README from the code and its fake", async () => {
  const section = (text: string) => `# Forge\n\n<!-- generated: configuration -->\n${text}<!-- /generated -->\n`;
  await writeFile(`${folder}/README.md`, section("an old table\n"));
  expect(await connector("docs")).toEqual({ status: 0, output: "source-forge: contract and README written\n" });
  const contract = ["contract/spec.json", "contract/catalog.json", "contract/output.json"];
  expect(await texts(folder, contract)).toEqual(await texts(example, contract));
  const readme = await readFile(`${folder}/README.md`, "utf8");
  expect(readme).toContain("| `api_token` |");
  expect(readme).not.toContain("an old table");
});

test("bundle writes a command that needs no installed package, and the licenses of what is in it", async () => {
  expect(await connector("bundle")).toEqual({ status: 0, output: "" });
  const alone = await mkdtemp(join(tmpdir(), "sluice-bundle-"));
  const { api, config } = await startForge();
  try {
    await cp(`${folder}/dist`, `${alone}/dist`, { recursive: true });
    await cp(`${folder}/package.json`, `${alone}/package.json`);
    await writeFile(`${alone}/config.json`, JSON.stringify(config));
    const args = ["dist/cli.js", "read", "--config", "config.json", "--streams", "organizations"];
    const { stdout } = await execute(process.execPath, args, { cwd: alone });
    expect(stdout).toContain('"type":"RECORD"');
    expect(stdout).toContain('"status":"COMPLETE"');
    const licenses = await readFile(`${alone}/dist/THIRD-PARTY.txt`, "utf8");
    for (const name of ["axios", "pino", "zod", "agent-base"])
      expect(licenses).toMatch(new RegExp(`^${name} \\d.*\\w$`, "m"));
  } finally {
    await api.close();
    await rm(alone, { recursive: true });
  }
});

describe("the spec of a bundled connector", () => {
  /** How `spec` ends, with stdout in this file. */
  async function specInto(file: string): Promise<{ readonly status: number | null; readonly said: string }> {
    const stdout = await open(file, "w");
    const child = spawn(process.execPath, ["dist/cli.js", "spec"], {
      cwd: folder,
      stdio: ["ignore", stdout.fd, "pipe"],
    });
    const [said] = await Promise.all([text(child.stderr as Readable), once(child, "exit")]);
    await stdout.close();
    return { status: child.exitCode, said };
  }

  test("is printed without loading the rest, and is the one that the rest would print", async () => {
    expect(await connector("bundle")).toEqual({ status: 0, output: "" });
    expect(await specInto(`${folder}/spec.json`)).toEqual({ status: 0, said: "" });
    const { stdout } = await execute(process.execPath, ["dist/cli.bundle.js", "spec"], { cwd: folder });
    expect(await readFile(`${folder}/spec.json`, "utf8")).toBe(stdout);
    await rm(`${folder}/dist/cli.bundle.js`);
    expect(await specInto(`${folder}/spec.json`)).toEqual({ status: 0, said: "" });
    expect(await readFile(`${folder}/spec.json`, "utf8")).toBe(stdout);
  });

  const onLinux = process.platform === "linux" ? test : test.skip;
  onLinux("that cannot be written is an error", async () => {
    expect(await connector("bundle")).toEqual({ status: 0, output: "" });
    const { status, said } = await specInto("/dev/full");
    expect([status, said]).toEqual([1, expect.stringMatching(/^Cannot write to stdout: ENOSPC/)]);
  });

  test("that fails ends the build", async () => {
    await writeFile(`${folder}/src/cli.ts`, 'throw new Error("no spec today");');
    const { status, output } = await connector("bundle");
    expect([status, output]).toEqual([1, expect.stringContaining("no spec today")]);
  });
});

test("bundle names a package that it cannot bundle and that package.json does not have", async () => {
  const cli = await readFile(`${folder}/src/cli.ts`, "utf8");
  await writeFile(`${folder}/src/cli.ts`, `import "yaml";\n${cli}`);
  const { status, output } = await connector("bundle");
  expect(output).toBe("The bundle imports yaml, which package.json does not have. Add it to the dependencies.\n");
  expect(status).toBe(1);
  await addToPackage({ dependencies: { yaml: "^2.0.0" } });
  expect(await connector("bundle")).toEqual({ status: 0, output: "" });
});

test("fake serves its account to other programs, with a config that only its owner may read", async () => {
  const child: ChildProcess = spawn(process.execPath, [...COMMAND, "fake", "--config", "forge.json"], { cwd: folder });
  try {
    const [said] = await once(child.stdout ?? child, "data");
    const [, url = ""] =
      /its fake is at (http:\/\/127\.0\.0\.1:\d+), and a config of it in forge\.json/.exec(`${said}`) ?? [];
    const config = JSON.parse(await readFile(`${folder}/forge.json`, "utf8")) as Record<string, string>;
    expect(config["base_url"]).toBe(url);
    expect((await fetch(`${url}/nothing-here`)).status).toBeGreaterThanOrEqual(400);
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});

test("ends with the error of a fake that fails while it starts", async () => {
  const fake = await readFile(`${folder}/fake/index.ts`, "utf8");
  const broken = 'const api = await FakeApi.start(port);\n  throw new Error("The account is empty");';
  await writeFile(`${folder}/fake/index.ts`, fake.replace("const api = await FakeApi.start(port);", broken));
  expect(await connector("docs")).toEqual({ status: 1, output: "The account is empty\n" });
});

test("explains that two copies of core are installed", async () => {
  await mkdir(`${folder}/node_modules/@sluice/core`, { recursive: true });
  const manifest = { name: "@sluice/core", type: "module", exports: "./index.js" };
  await writeFile(`${folder}/node_modules/@sluice/core/package.json`, JSON.stringify(manifest));
  await writeFile(`${folder}/node_modules/@sluice/core/index.js`, "export class Source {}\n");
  const source = 'import { Source } from "@sluice/core";\n\nexport class Forge extends Source {}\n';
  await writeFile(`${folder}/src/index.ts`, source);
  const { status, output } = await connector("docs");
  expect(output).toContain("another copy of @sluice/core than the testkit's. Run `npm ls @sluice/core`");
  expect(status).toBe(1);
});
