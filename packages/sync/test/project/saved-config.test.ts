/** Where the renewed settings of a source are saved, by where its config came from. The source is a real process. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CliCommand } from "@sluice/core/internal";
import { entryFor, openSource } from "../../src/cli/source.js";
import { type SourceOptions, withSourceArgument, withSourceOptions } from "../../src/cli/source-options.js";
import { Printer } from "../../src/cli/view/printer.js";
import { FIRST, rotatingSource, type TokenServer } from "../cli/rotating-source.js";

let folder: string;
let server: { set: (state: TokenServer) => Promise<void>; valid: () => Promise<string> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  server = await rotatingSource(folder);
  await server.set({ valid: FIRST, exchanges: 0 });
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens the source and checks its config as `sluice check` does. @returns its verdict, and the lines for the user. */
async function check(args: readonly string[], environment: Record<string, string> = {}, stdin = "") {
  const notes: string[] = [];
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]) as NodeJS.ReadStream,
    stdout: new Printer(process.stdout),
    stderr: new Printer(process.stderr),
    folder,
    environment: { PATH: process.env["PATH"], ...environment },
    note: (source: string, text: string) => void notes.push(`${source}: ${text}`),
    signal: new AbortController().signal,
    stopInOrder: () => undefined,
  };
  const command = withSourceOptions(withSourceArgument(new CliCommand("check"), "<SOURCE>", io)).parse(args, {
    from: "user",
  });
  const [source = ""] = command.args;
  const options = command.opts<SourceOptions>();
  const { program } = await openSource(await entryFor(source, options, io), options, io);
  try {
    return { problem: await program.check(), notes };
  } finally {
    await program.close();
  }
}

const put = (name: string, value: object) => writeFile(join(folder, name), JSON.stringify(value));
const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), "utf8"));
const SOURCE = "./source-rotating.js";
const WITH_CONFIG = [SOURCE, "--config", "config.json"];
const IN_PRIVATE = expect.stringMatching(/saved in \.sluice\/renewed\/rotating-\w{16}\.json$/);

/** Twice, so that the second run needs what the first one saved. */
async function checkTwice(args: readonly string[], environment?: Record<string, string>, stdin?: string) {
  const first = await check(args, environment, stdin);
  const second = await check(args, environment, stdin);
  expect([first.problem, second.problem]).toEqual([undefined, undefined]);
  expect(await server.valid()).toBe("rotated-token-2");
  expect(second.notes).toEqual(first.notes);
  return first.notes;
}

describe("renewed settings are saved", () => {
  test("in the project, where the config is in a project of JSON", async () => {
    const one = (name: string, token: string) => ({ source: SOURCE, name, config: { refresh_token: token } });
    await put("sluice.config.json", {
      to: "duckdb:a.duckdb",
      sources: [one("other", "untouched"), one("mine", FIRST)],
    });
    expect(await checkTwice(["mine"])).toEqual([expect.stringMatching(/^mine: .* saved in sluice\.config\.json$/)]);
    expect(await json("sluice.config.json")).toMatchObject({
      to: "duckdb:a.duckdb",
      sources: [one("other", "untouched"), one("mine", "rotated-token-2")],
    });
  });

  test("in the object that they are in, and only they change", async () => {
    const more = { id: "a", list: [1, { b: null }] };
    await put("config.json", { credentials: { ...more, refresh_token: FIRST }, domain: "${DOMAIN}", price: "$${x}" });
    expect(await checkTwice(WITH_CONFIG, { DOMAIN: "acme" })).toEqual([
      expect.stringContaining("saved in config.json"),
    ]);
    expect(await json("config.json")).toEqual({
      credentials: { ...more, refresh_token: "rotated-token-2" },
      domain: "${DOMAIN}",
      price: "$${x}",
    });
  });

  test("in the file that a link leads to, and the link stays one", async () => {
    await mkdir(join(folder, "real"));
    await put("real/config.json", { refresh_token: FIRST });
    await symlink("real/config.json", join(folder, "config.json"));
    await checkTwice(WITH_CONFIG);
    expect(await json("real/config.json")).toMatchObject({ refresh_token: "rotated-token-2" });
    expect(await readdir(join(folder, "real"))).toEqual(["config.json"]);
  });

  test("in a private file, and no variable is written into the config, where the config refers to a variable", async () => {
    const config = { refresh_token: "${TOKEN}", domain: "acme" };
    await put("config.json", config);
    expect(await checkTwice(WITH_CONFIG, { TOKEN: FIRST })).toEqual([IN_PRIVATE]);
    expect(await json("config.json")).toEqual(config);
  });

  test("in a private file, where the config came from standard input", async () => {
    const config = JSON.stringify({ refresh_token: FIRST });
    expect(await checkTwice([SOURCE, "--config", "-"], {}, config)).toEqual([IN_PRIVATE]);
  });

  test("in a private file next to the project, where the project is a program", async () => {
    await mkdir(join(folder, "sub"));
    const entry = `{ source: "${folder}/source-rotating.js", config: { refresh_token: "${FIRST}" } }`;
    await writeFile(join(folder, "sub/sluice.config.mjs"), `export default { sources: [${entry}] };`);
    await checkTwice(["rotating", "--project", "sub/sluice.config.mjs"]);
    expect(await readdir(join(folder, "sub/.sluice/renewed"))).toHaveLength(1);
  });

  test("in a private file, where the config file is read-only", async () => {
    await put("config.json", { refresh_token: FIRST });
    await chmod(join(folder, "config.json"), 0o400);
    expect(await checkTwice(WITH_CONFIG)).toEqual([IN_PRIVATE]);
    expect(await json("config.json")).toEqual({ refresh_token: FIRST });
  });
});

describe("a token that a user pastes", () => {
  test("takes precedence over a renewed one of the same file, although that is newer", async () => {
    await put("config.json", { refresh_token: "${TOKEN}" });
    await check(WITH_CONFIG, { TOKEN: FIRST });
    await server.set({ valid: "pasted", exchanges: 5 });
    expect(await check(WITH_CONFIG, { TOKEN: "pasted" })).toMatchObject({ problem: undefined });
    expect(await server.valid()).toBe("rotated-token-6");
  });

  test("is kept if it is pasted while the source runs, with a line that says so", async () => {
    await put("config.json", { refresh_token: FIRST });
    const { file } = await rotatingSource(folder);
    const script = await readFile(file, "utf8");
    const paste = `fs.writeFileSync(at("config.json"), '{"refresh_token":"pasted"}'); print({ type: "CONTROL", control }`;
    await writeFile(file, script.replace('print({ type: "CONTROL", control }', paste));
    const { notes } = await check(WITH_CONFIG);
    expect(notes).toEqual([expect.stringContaining("refresh_token changed after it was read from config.json")]);
    expect(await json("config.json")).toEqual({ refresh_token: "pasted" });
  });
});

test("a folder in which nothing can be saved is a warning that says what to do, and never shows the token", async () => {
  await writeFile(join(folder, ".sluice"), "a file in the way");
  const { problem, notes } = await check([SOURCE], { ROTATING_REFRESH_TOKEN: FIRST });
  expect(problem).toBeUndefined();
  expect(notes).toEqual([expect.stringMatching(/cannot be saved next to the project: .*give the source a new token/)]);
  expect(notes.join()).not.toMatch(/token-\d/);
});
