import { describe, expect, test } from "@jest/globals";
import { type CommandName, type ConnectorOptions, connectorProgram } from "../../src/cli/connector-program.js";
import { UsageError } from "../../src/cli/program/index.js";
import { Acme } from "../runner/support/acme.js";
import { runAcme } from "../runner/support/process.js";

const COMMANDS = ["spec", "check", "discover", "read", "streams"] as const;

/** What a command line means: the command, and its options. */
async function parsed(argv: readonly string[]) {
  const started: { readonly name: CommandName; readonly options: ConnectorOptions }[] = [];
  const start = async (name: CommandName, options: ConnectorOptions) => void started.push({ name, options });
  const program = connectorProgram({ source: new Acme(), variables: [], start });
  await program.parseAsync([...argv], { from: "user" });
  return started[0];
}

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

  test.each(COMMANDS)("of %s has an example and the exit statuses, and fits 80 columns", async (command) => {
    const { stdout } = await runAcme(["help", command]);
    expect(stdout).toMatch(new RegExp(`^Example: source-acme ${command}`, "m"));
    expect(stdout).toMatch(/^Exit status: 0 .*; 1 .*; 2\sinvalid\susage\.$/ms);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("lists the commands for --help, -h and help, and not the hidden one", async () => {
    const [long, short, word] = await Promise.all([runAcme(["--help"]), runAcme(["-h"]), runAcme(["help"])]);
    expect(long.status).toBe(0);
    expect(long.stderr).toBe("");
    for (const command of COMMANDS) expect(long.stdout).toMatch(new RegExp(`^  ${command} +\\w`, "m"));
    expect(long.stdout).not.toMatch(/^ {2}complete /m);
    expect([short.stdout, word.stdout]).toEqual([long.stdout, long.stdout]);
  });

  test("treats -h after a command as --help", async () => {
    expect((await runAcme(["read", "-h"])).stdout).toBe((await runAcme(["read", "--help"])).stdout);
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
    ["no command", [], "Missing command."],
    ["an unknown command", ["reed"], "Unknown command: reed. Did you mean read?"],
    ["the name of a property that every object has", ["toString"], "Unknown command: toString."],
    ["a flag instead of the command", ["--debug", "read"], "Unknown option --debug."],
    ["a misspelt flag", ["check", "--confg", "x"], "Unknown option --confg. Did you mean --config?"],
    ["a misspelt flag with a value", ["check", "--confg=x"], "Unknown option --confg. Did you mean --config?"],
    ["a flag of another command", ["spec", "--config", "x"], "Unknown option --config."],
    ["a word too many", ["read", "config.json"], "Unexpected argument: config.json."],
    ["a flag without its value", ["check", "--config"], "--config needs a value."],
    ["a flag whose value is missing", ["check", "--config", "--debug"], "--config needs a value."],
    ["a value that a flag does not take", ["read", "--debug=yes"], "--debug takes no value."],
    [
      "a --limit that is not a number",
      ["read", "--limit", "ten"],
      "Invalid --limit. Write a whole number of at least 1.",
    ],
    [
      "an unknown --log-format",
      ["read", "--log-format", "xml"],
      "Invalid --log-format. Allowed choices are json, text.",
    ],
    ["an unknown shell", ["completion", "csh"], "Invalid SHELL. Allowed choices are bash, zsh, fish."],
    ["no shell", ["completion"], "Missing SHELL."],
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

  test("with the usage, the example and where the options are listed", async () => {
    const { stderr } = await runAcme(["spec", "now"]);
    expect(stderr).toBe(
      "Unexpected argument: now.\n\nUsage: source-acme spec [options]\nExample: source-acme spec\nRun `source-acme spec --help` for its options.\n",
    );
  });

  const wrongValues: readonly (readonly string[])[] = [
    ["read", "--limit", "0"],
    ["read", "--limit=-1"],
    ["read", "--limit", "1.5"],
    ["read", "--limit="],
    ["read", "--streams="],
    ["read", "--streams", " , "],
    ["read", "--limit", "--debug"],
    ["read", "--debug=yes"],
  ];
  test.each(wrongValues.map((args) => [args.join(" "), args] as const))("if it is: %s", async (_line, args) => {
    await expect(parsed(args)).rejects.toThrow(UsageError);
    await expect(parsed(args)).rejects.toThrow(/^(Invalid )?--[^\n]*\.$/);
  });

  const SECRET = "sk_live_4f9aQ";
  test.each(
    [
      [SECRET],
      ["read", SECRET],
      ["help", SECRET],
      ["read", `--${SECRET}`],
      ["read", `-${SECRET}`],
      ["read", `--api-key=${SECRET}`],
      ["read", "--api-key", SECRET],
      ["read", "--limit", SECRET],
      ["read", "--limit", `${SECRET}' is invalid for argument 'x'. y`],
      ["read", `--debug=${SECRET}`],
      ["read", "--format", SECRET],
      ["completion", SECRET],
    ].map((args) => [args.join(" "), args] as const),
  )("and never repeats what may be a secret: %s", async (_line, args) => {
    const { status, stdout, stderr } = await runAcme(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain("sk_live");
  });
});

describe("command line arguments", () => {
  test("may have the value after a blank or an equals sign", async () => {
    const options = { config: "c.json", catalog: "k", state: "s=1", limit: 3, logFormat: "text" };
    const expected = { name: "read", options };
    expect(
      await parsed("read --config c.json --catalog k --state s=1 --limit 3 --log-format text".split(" ")),
    ).toMatchObject(expected);
    expect(
      await parsed("read --config=c.json --catalog=k --state=s=1 --limit=3 --log-format=text".split(" ")),
    ).toMatchObject(expected);
  });

  test("split the names of --streams at commas and trim blanks", async () => {
    expect((await parsed(["check", "--streams", "projects, no*,"]))?.options.streams).toEqual(["projects", "no*"]);
  });

  test("may name a file that is standard input", async () => {
    expect((await parsed(["check", "--config", "-"]))?.options.config).toBe("-");
  });

  test.each(COMMANDS)("accept --debug for %s", async (command) => {
    expect(await parsed([command, "--debug"])).toMatchObject({
      name: command,
      options: { debug: true, logFormat: "json" },
    });
  });

  test("may have the old spelling of --catalog, with a hint", async () => {
    const { status, stdout, stderr } = await runAcme(["read", "--properties", "none.json", "--config", "none.json"]);
    expect(status).toBe(1);
    expect(stdout).toContain('"type":"TRACE"');
    expect(stderr).toBe("--properties is now --catalog.\n");
    expect((await parsed(["read", "--properties=k"]))?.options).toMatchObject({ catalog: "k" });
  });
});
