import { describe, expect, test } from "@jest/globals";
import { parseArguments, UsageError, usage } from "../../src/cli/args.js";
import { runAcme } from "../runner/support/process.js";

const COMMANDS = ["spec", "check", "discover", "read", "streams"] as const;

describe("help", () => {
  test.each(COMMANDS)("%s --help prints its options on stdout and exits 0", async (command) => {
    const { status, stdout, stderr } = await runAcme([command, "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: source-acme ${command} \\[options\\]\n`));
    expect(stdout).toContain("  --debug ");
    expect(stdout.includes("  --config FILE ")).toBe(!["spec", "streams"].includes(command));
    expect(stdout.includes("ACME_API_KEY, ACME_ACCOUNT,")).toBe(!["spec", "streams"].includes(command));
  });

  test("--help alone lists the commands, and so does -h", async () => {
    const [long, short] = await Promise.all([runAcme(["--help"]), runAcme(["-h"])]);
    expect([long.status, long.stderr]).toEqual([0, ""]);
    for (const command of COMMANDS) expect(long.stdout).toMatch(new RegExp(`^  ${command} +\\w`, "m"));
    expect(short.stdout).toBe(long.stdout);
  });

  test("-h after a command is --help", () => {
    expect(parseArguments(["read", "-h"]).help).toBe(true);
  });

  test("no line is wider than 120 characters", () => {
    const texts = [usage("source-acme"), ...COMMANDS.map((command) => usage("source-acme", command))];
    expect(texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 120)).toEqual([]);
  });

  test("--version prints name and version", async () => {
    const { status, stdout, stderr } = await runAcme(["--version"]);
    expect([status, stdout, stderr]).toEqual([0, "source-acme 1.2.3\n", ""]);
  });
});

describe("wrong usage is a text on stderr that says why, nothing on stdout, and exit 2", () => {
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ["no command", [], "A command is missing."],
    ["an unknown command", ["reed"], 'There is no command "reed".'],
    ["a flag in the place of the command", ["--debug", "read"], 'There is no command "--debug".'],
    ["an unknown flag", ["check", "--confg", "x"], "Unknown option '--confg'."],
    ["a flag of another command", ["spec", "--config", "x"], "Unknown option '--config'."],
    ["a word too many", ["read", "config.json"], "Unexpected argument 'config.json'."],
    ["a flag without its value", ["check", "--config"], "--config needs a value."],
    ["a --limit that is no number", ["read", "--limit", "ten"], "--limit must be a whole number from 1."],
    ["an unknown --log-format", ["read", "--log-format", "xml"], "--log-format must be json or text."],
    [
      "a --streams name that is no stream",
      ["read", "--streams", "notes,nots"],
      '--streams names "nots", which is no stream. There are: projects, tasks, notes.',
    ],
  ];
  test.each(wrong)("%s", async (_what, args, complaint) => {
    const { status, stdout, stderr } = await runAcme(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")[0]).toBe(complaint);
    expect(stderr).toContain("\n\nUsage: source-acme ");
  });

  const wrongValues: readonly (readonly string[])[] = [
    ["read", "--limit", "0"],
    ["read", "--limit=-1"],
    ["read", "--limit", "1.5"],
    ["read", "--limit", ""],
    ["read", "--streams", ""],
    ["read", "--streams", " , "],
    ["read", "--limit", "--debug"],
    ["read", "--debug=yes"],
  ];
  test.each(wrongValues.map((args) => [args.join(" "), args] as const))("%s", (_line, args) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(/^(--|Option '--)[^\n]*\.$/);
  });

  test("a name that every object has is no command", () => {
    expect(() => parseArguments(["toString"])).toThrow('There is no command "toString".');
  });
});

describe("arguments", () => {
  test("a value may follow its flag or an equals sign", () => {
    const expected = { command: "read", config: "c.json", catalog: "k", state: "s=1", limit: 3, logFormat: "text" };
    expect(
      parseArguments("read --config c.json --catalog k --state s=1 --limit 3 --log-format text".split(" ")),
    ).toMatchObject(expected);
    expect(
      parseArguments("read --config=c.json --catalog=k --state=s=1 --limit=3 --log-format=text".split(" ")),
    ).toMatchObject(expected);
  });

  test("--streams takes names apart at commas, blanks aside", () => {
    expect(parseArguments(["check", "--streams", "projects, no*,"]).streams).toEqual(["projects", "no*"]);
  });

  test.each(COMMANDS)("%s accepts --debug", (command) => {
    expect(parseArguments([command, "--debug"])).toMatchObject({
      command,
      debug: true,
      help: false,
      logFormat: "json",
    });
  });
});
