/** A refresh token that rotates survives any number of syncs, and a kill right after it was renewed. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { FIRST, rotatingSource, type TokenServer } from "./rotating-source.js";
import { sluice } from "./support.js";

let folder: string;
let server: { set: (state: TokenServer) => Promise<void>; valid: () => Promise<string> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  server = await rotatingSource(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const sync = (args: readonly string[] = [], environment: Record<string, string> = {}) =>
  sluice(folder, ["sync", "./source-rotating.js", "--to", "jsonl:out", "--log", "run.log", ...args], environment);

const text = (name: string) => readFile(join(folder, name), "utf8");
const mode = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8);

/** Whether a new token is saved before the source's next message is read: the source kills the sync as soon as a file has it. */
async function isKilled(where: string, ...command: Parameters<typeof sync>): Promise<void> {
  await server.set({ valid: FIRST, exchanges: 0, killWhenIn: where });
  expect(await sync(...command)).toMatchObject({ signal: "SIGKILL" });
  await server.set({ valid: await server.valid(), exchanges: 1, says: true });
}

test("a refresh token that rotates survives a kill in its config file, which keeps its mode, indent and other settings", async () => {
  await writeFile(join(folder, "config.json"), `{\n    "domain": "acme",\n    "refresh_token": "${FIRST}"\n}\n`);
  await chmod(join(folder, "config.json"), 0o640);
  await isKilled("config.json", ["--config", "config.json"]);
  const { status, stdout, stderr } = await sync(["--config", "config.json"]);
  expect(status).toBe(0);
  expect(stderr).toContain(
    "rotating: The source has new settings: refresh_token, access_token; saved in config.json\n",
  );
  expect(stdout).toContain("uses ****");
  expect(stdout + (await text("run.log"))).not.toMatch(/token-\d/);
  expect(await text("config.json")).toBe(
    `{\n    "domain": "acme",\n    "refresh_token": "rotated-token-2",\n    "access_token": "access-rotated-token-2"\n}\n`,
  );
  expect(await mode("config.json")).toBe("640");
  expect(await readdir(folder)).not.toContain(".sluice");
});

test("a refresh token of a variable is kept in a private file, run after run, until another token is pasted", async () => {
  const given = { ROTATING_REFRESH_TOKEN: FIRST };
  await isKilled(".sluice/renewed", [], given);
  for (const run of [2, 3]) {
    const { status, stdout, stderr } = await sync([], given);
    expect([status, stderr]).toEqual([0, expect.stringContaining("access_token; saved in .sluice/renewed/rotating-")]);
    expect(stdout).toContain("uses ****");
    expect(stdout + stderr + (await text("run.log"))).not.toMatch(/token-\d/);
    expect(await server.valid()).toBe(`rotated-token-${run}`);
  }
  const [file = "", ...more] = await readdir(join(folder, ".sluice/renewed"));
  expect(more).toEqual([]);
  expect(await mode(`.sluice/renewed/${file}`)).toBe("600");
  expect(await text(".sluice/.gitignore")).toBe("*\n");

  await server.set({ valid: "pasted-token-9", exchanges: 8 });
  expect(await sync([], { ROTATING_REFRESH_TOKEN: "pasted-token-9" })).toMatchObject({ status: 0 });
  expect(await server.valid()).toBe("rotated-token-9");
});
