/** Completion, in the shells that are installed: each gets the script, and asks a connector's process. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectorProgram } from "../../src/cli/connector-program.js";
import { addCompletion, completionsOf } from "../../src/cli/program/completion.js";
import { Acme } from "../runner/support/acme.js";
import { BUNDLE, runAcme } from "../runner/support/process.js";

describe("what may follow", () => {
  const program = connectorProgram({ source: new Acme(), variables: [], start: async () => undefined });
  addCompletion(program);
  const after = async (line: string) => {
    const lines = await completionsOf(program, line.split(" "));
    return lines.map((text) => text.split("\t", 1)[0]);
  };

  test.each([
    ["", ["spec", "check", "discover", "read", "streams", "completion", "help"]],
    ["sp", ["spec"]],
    ["--v", ["--version"]],
    ["help re", ["read"]],
    ["spec ", ["--log-format", "--debug", "--help"]],
    ["read --li", ["--limit"]],
    ["read --prop", []], // an old spelling
    ["read --format ", ["airbyte", "singer"]],
    ["read --format=s", ["--format=singer"]],
    ["read --config ", [":files"]],
    ["read --config=", [":files"]],
    ["read --config x --sta", ["--state"]],
    ["read --streams ", ["projects", "tasks", "notes"]],
    ["read --streams notes,ta", ["notes,tasks"]],
    ["read --streams=notes,ta", ["--streams=notes,tasks"]],
    ["read --limit ", []],
    ["completion ", ["bash", "zsh", "fish"]],
    ["nowhere --", []],
  ])("is known after %j", async (line, expected) => {
    expect(await after(line)).toEqual(expected);
  });

  test("is given with a description", async () => {
    expect(await completionsOf(program, ["read", "--lim"])).toEqual(["--limit\tstop each stream after N records"]);
  });
});

describe("a shell", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-completion-"));
    const bin = join(folder, "source-acme");
    await writeFile(bin, `#!/bin/sh\nexec "${process.execPath}" "${BUNDLE}" "$@"\n`);
    await chmod(bin, 0o755);
    for (const shell of ["bash", "zsh", "fish"]) {
      await writeFile(join(folder, `script.${shell}`), (await runAcme(["completion", shell])).stdout);
    }
    await writeFile(join(folder, "config.json"), "{}");
  });
  afterAll(() => rm(folder, { recursive: true }));

  function run(shell: string, script: string, ...args: readonly string[]): string {
    const env = { PATH: `${folder}:${process.env["PATH"]}`, HOME: folder };
    return execFileSync(shell, ["-c", script, ...args], { cwd: folder, env, encoding: "utf8" });
  }

  /** Completes as readline does: of words that = and : split too, it replaces the last. */
  const BASH = `source script.bash; COMP_LINE=$1; COMP_POINT=\${#1}
    read -ra COMP_WORDS <<< "$1"; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    "$(complete -p source-acme | sed 's/.*-F \\([^ ]*\\).*/\\1/')" source-acme; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const ZSH = `compdef() { completer=$1 }; _describe() { print -l -- \${(P)2} }; _files() { print -l *(N) }
    source script.zsh; words=("\${(@s: :)1}"); CURRENT=\${#words}; $completer`;
  const FISH = `source script.fish; complete -C $argv[1]`;

  const words = (text: string) => text.split("\n").flatMap((line) => line.split(/[\t:]/, 1)[0] || []);

  const CASES = [
    ["source-acme sp", ["spec"]],
    ["source-acme read --lim", ["--limit"]],
    ["source-acme read --format ", ["airbyte", "singer"]],
    ["source-acme read --streams notes,ta", ["notes,tasks"]],
    ["source-acme check --config con", ["config.json"]],
  ] as const;

  const missing = (shell: string) => spawnSync(shell, ["--version"]).error !== undefined;

  test.each(CASES)("bash completes %j", (line, expected) => {
    expect(words(run("bash", BASH, "bash", line))).toEqual(expected);
  });

  test("bash completes the value behind an equals sign", () => {
    expect(words(run("bash", BASH, "bash", "source-acme read --format=si"))).toEqual(["singer"]);
  });

  (missing("zsh") ? test.skip : test).each(CASES)("zsh completes %j (needs zsh)", (line, expected) => {
    expect(words(run("zsh", ZSH, "zsh", line))).toEqual(expect.arrayContaining([...expected]));
  });

  (missing("fish") ? test.skip : test).each(CASES)("fish completes %j (needs fish)", (line, expected) => {
    expect(words(run("fish", FISH, line))).toEqual(expected);
  });
});
