import { describe, expect, test } from "@jest/globals";
import { parseArguments, UsageError, usage } from "../../src/cli/args.js";
import { runAcme } from "../runner/support/process.js";

const COMMANDS = ["spec", "check", "discover", "read", "streams"] as const;

describe("help", () => {
  test.each(COMMANDS)("prints the options of %s --help on stdout and exits with 0", async (command) => {
    const { status, stdout, stderr } = await runAcme([command, "--help"]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`^Usage: source-acme ${command} \\[options\\]\n`));
    expect(stdout).toContain("  --debug ");
    expect(stdout.includes("  --config FILE ")).toBe(!["spec", "streams"].includes(command));
    expect(stdout.includes("ACME_API_KEY, ACME_ACCOUNT,")).toBe(!["spec", "streams"].includes(command));
  });

  test("lists the commands for --help and -h", async () => {
    const [long, short] = await Promise.all([runAcme(["--help"]), runAcme(["-h"])]);
    expect(long.status).toBe(0);
    expect(long.stderr).toBe("");
    for (const command of COMMANDS) expect(long.stdout).toMatch(new RegExp(`^  ${command} +\\w`, "m"));
    expect(short.stdout).toBe(long.stdout);
  });

  test("treats -h after a command as --help", () => {
    expect(parseArguments(["read", "-h"]).help).toBe(true);
  });

  test("has no line of more than 120 characters", () => {
    const texts = [usage("source-acme"), ...COMMANDS.map((command) => usage("source-acme", command))];
    expect(texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 120)).toEqual([]);
  });

  test("prints name and version for --version", async () => {
    const { status, stdout, stderr } = await runAcme(["--version"]);
    expect(status).toBe(0);
    expect(stdout).toBe("source-acme 1.2.3\n");
    expect(stderr).toBe("");
  });
});

describe("an invalid command line exits with 2 and the reason on stderr", () => {
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ["no command", [], "A command is missing."],
    ["an unknown command", ["reed"], 'There is no command "reed".'],
    ["a flag instead of the command", ["--debug", "read"], 'There is no command "--debug".'],
    ["an unknown flag", ["check", "--confg", "x"], "Unknown option '--confg'."],
    ["a flag of another command", ["spec", "--config", "x"], "Unknown option '--config'."],
    ["a word too many", ["read", "config.json"], "Unexpected argument 'config.json'."],
    ["a flag without its value", ["check", "--config"], "--config needs a value."],
    ["a --limit that is not a number", ["read", "--limit", "ten"], "--limit must be a whole number from 1."],
    ["an unknown --log-format", ["read", "--log-format", "xml"], "--log-format must be json or text."],
    [
      "an unknown name in --streams",
      ["read", "--streams", "notes,nots"],
      '--streams: no stream matches "nots". Available: projects, tasks, notes.',
    ],
  ];
  test.each(wrong)("if it has %s", async (_what, args, complaint) => {
    const { status, stdout, stderr } = await runAcme(args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
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
  test.each(wrongValues.map((args) => [args.join(" "), args] as const))("if it is: %s", (_line, args) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(/^(--|Option '--)[^\n]*\.$/);
  });

  test("if its command is the name of a property that every object has", () => {
    expect(() => parseArguments(["toString"])).toThrow('There is no command "toString".');
  });
});

describe("command line arguments", () => {
  test("may have the value after a blank or an equals sign", () => {
    const expected = { command: "read", config: "c.json", catalog: "k", state: "s=1", limit: 3, logFormat: "text" };
    expect(
      parseArguments("read --config c.json --catalog k --state s=1 --limit 3 --log-format text".split(" ")),
    ).toMatchObject(expected);
    expect(
      parseArguments("read --config=c.json --catalog=k --state=s=1 --limit=3 --log-format=text".split(" ")),
    ).toMatchObject(expected);
  });

  test("split the names of --streams at commas and trim blanks", () => {
    expect(parseArguments(["check", "--streams", "projects, no*,"]).streams).toEqual(["projects", "no*"]);
  });

  test.each(COMMANDS)("accept --debug for %s", (command) => {
    expect(parseArguments([command, "--debug"])).toMatchObject({
      command,
      debug: true,
      help: false,
      logFormat: "json",
    });
  });
});
