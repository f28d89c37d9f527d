import { Option } from "commander";
import type { AnySource } from "../source/any-source.js";
import { type CliCommand, createProgram, names, wholeNumber } from "./program/index.js";

export { runProgram, UsageError } from "./program/index.js";

/** The options of a connector's commands. */
export interface ConnectorOptions {
  readonly config?: string;
  readonly catalog?: string;
  readonly state?: string;
  readonly streams?: readonly string[];
  readonly limit?: number;
  readonly format?: "airbyte" | "singer";
  readonly logFormat?: "json" | "text";
  readonly debug?: boolean;
}

export type CommandName = "spec" | "check" | "discover" | "read" | "streams";

export interface Connector {
  readonly source: Pick<AnySource, "name" | "title" | "version" | "streamNames">;
  /** The environment variables that hold settings. */
  readonly variables: readonly string[];
  /** Runs a command; called once the command line is known to be valid. */
  readonly start: (name: CommandName, options: ConnectorOptions) => Promise<void>;
}

/** The command line of a connector. It imports nothing of a run, so that `spec` starts without it. */
export function connectorProgram({ source, variables, start }: Connector): CliCommand {
  const name = `source-${source.name}`;
  const program = createProgram({
    name,
    version: source.version,
    description: `Reads ${source.title}: a source for Airbyte's platform and, with --config FILE [--discover], a Singer tap.`,
  });
  const add = (command: CommandName, description: string) =>
    program
      .command(command)
      .description(description)
      .statuses({ 0: "it did its work (a failed check included)", 1: "it did not" })
      .action((options: ConnectorOptions) => start(command, options));
  const spec = add("spec", "print which settings there are (SPEC)").example(`${name} spec`);
  const check = add("check", "say whether the settings work (CONNECTION_STATUS); with --streams, try a page of each");
  withConfig(check, variables).example(`${name} check --config config.json`);
  const discover = add("discover", "print the streams and their fields (CATALOG)");
  withConfig(discover, variables).example(`${name} discover --config config.json`);
  const read = add("read", "print the records (RECORD, STATE)");
  withConfig(read, variables)
    .example(`${name} read --config config.json --streams ${source.streamNames[0] ?? "A,B"} --limit 10`)
    .option("--catalog <FILE>", "the configured catalog: what to read; without it every stream is read")
    .renamed("--properties <FILE>", "--catalog")
    .option("--state <FILE>", "the state that an earlier read wrote");
  withStreams(check, source.streamNames);
  withStreams(read, source.streamNames).option("--limit <N>", "stop each stream after N records", wholeNumber);
  for (const command of [discover, read]) {
    const format = new Option("--format <airbyte|singer>", "the protocol to write; singer logs to standard error");
    command.addOption(format.choices(["airbyte", "singer"]).default("airbyte"));
  }
  const streams = add("streams", "print a table of the streams, for people").example(`${name} streams`);
  for (const command of [spec, check, discover, read, streams]) withLog(command);
  return program;
}

function withConfig(command: CliCommand, variables: readonly string[]): CliCommand {
  return command
    .option(
      "--config <FILE>",
      "the settings as JSON; - reads standard input; what is missing comes from the environment",
    )
    .note(variables.length === 0 ? "" : `Environment: ${variables.join(", ")}`);
}

function withStreams(command: CliCommand, streamNames: readonly string[]): CliCommand {
  return command
    .option("--streams <A,B>", "only these streams; * stands for any text, e.g. product*", names)
    .completes("--streams", () => streamNames);
}

function withLog(command: CliCommand): CliCommand {
  const format = new Option(
    "--log-format <json|text>",
    "json: LOG messages on standard output; text: lines on standard error",
  );
  return command.addOption(format.choices(["json", "text"]).default("json")).option("--debug", "log every request");
}
