import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { ConfigError, SystemError } from "../errors/connector-error.js";
import { systemClock } from "../http/clock.js";
import type { JsonValue } from "../protocol/json.js";
import type { Command } from "../runner/command.js";
import { type Outcome, run } from "../runner/run.js";
import { select } from "../runner/select.js";
import type { AnySource } from "../source/any-source.js";
import { environmentName } from "../source/config.js";
import type { CommandName, ConnectorOptions } from "./connector-program.js";
import { GivenConfig } from "./given-config.js";
import { withTapCommand } from "./tap.js";

/** The statuses by which shells and platforms know a process that a signal ended. */
const INTERRUPTED = 130;
const TERMINATED = 143;

/**
 * The command line of a connector, called by its bin. Sets the process' exit status; stdout is drained by then.
 *
 * 0: the command did its work (a failed check included). 1: it did not. 2: the command line is invalid.
 */
export async function main(source: AnySource): Promise<void> {
  const argv = withTapCommand(process.argv.slice(2));
  if (argv.length === 1 && argv[0] === "spec") return start(source, "spec", {}); // platforms call it often: nothing to parse
  const { connectorProgram, runProgram, UsageError } = await import("./connector-program.js");
  const program = connectorProgram({
    source,
    variables: Object.keys(source.settings.shape).map((field) => environmentName(source.name, field)),
    start: async (name, options) => {
      const { streams, catalog } = options;
      const unknown = catalog === undefined && streams !== undefined ? await unknownStream(source, streams) : undefined;
      if (unknown !== undefined) throw new UsageError(unknown);
      await start(source, name, options);
    },
  });
  await runProgram(program, argv);
}

async function start(source: AnySource, name: CommandName, options: ConnectorOptions): Promise<void> {
  exitOnSignals();
  keepMemorySmall();
  const stop = new AbortController();
  const hasCrashed = stopOnCrash(stop);
  const command = commandOf(source, name, options);
  end(await run(source, command, { out: process.stdout, clock: systemClock, stop }));
  if (hasCrashed()) process.exit(); // open handles of the connector must not keep the process alive
}

/**
 * A misspelt `--streams` is invalid usage; with a catalog, the catalog's names are the ones that count. Where it takes a config to
 * know the names, the run compares them. Returns what is wrong.
 */
async function unknownStream(source: AnySource, patterns: readonly string[]): Promise<string | undefined> {
  if (source.isDynamic) return undefined;
  try {
    await select(
      source.streamNames.map((name) => ({ name })),
      patterns,
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/**
 * The objects of a page are garbage by the next page, so a large nursery only collects more of it. Measured over pages of 1.7 MB:
 * a peak of 134 MB instead of 150, for 1 to 2 % more time. V8 reads the flag whenever it would let the nursery grow.
 */
function keepMemorySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** As PID 1 of a container a process gets no default action on a signal, so it must end by itself. */
function exitOnSignals(): void {
  if (process.pid !== 1) return;
  process.on("SIGTERM", () => process.exit(TERMINATED));
  process.on("SIGINT", () => process.exit(INTERRUPTED));
}

/**
 * An error that no `await` catches (a forgotten promise, a timer's callback) and a promise that never settles end the run like
 * any bug: with a TRACE and status 1. Returns whether that happened.
 */
function stopOnCrash(stop: AbortController): () => boolean {
  let crashed = false;
  const crash = (error: Error) => {
    if (stop.signal.aborted) return; // the run is over: all of its output is written
    crashed = true;
    stop.abort(error);
  };
  process.on("uncaughtException", crash); // a rejection that nobody handles comes here too
  process.on("beforeExit", () =>
    crash(new SystemError("The connector waits for a promise that never settles. Please report it.")),
  );
  process.stderr.on("error", () => undefined); // a closed stderr is not a reason to fail
  return () => crashed;
}

/** A reader that went away is taken as its SIGTERM: harmless to the platform and to PyAirbyte, and not a success. */
function end(outcome: Outcome): void {
  process.exitCode = outcome === "reader gone" ? TERMINATED : outcome;
  if (outcome === "reader gone") process.kill(process.pid, "SIGTERM"); // PID 1 may end before its handler's turn
}

function commandOf(source: AnySource, name: CommandName, options: ConnectorOptions): Command {
  const { catalog, state, streams, limit, format = "airbyte", logFormat = "json", debug = false } = options;
  const config = new GivenConfig({
    settings: source.settings,
    prefix: source.name,
    file: options.config,
    read: (file) => json("config", file),
  });
  return {
    name,
    log: { debug: debug || process.env["LOG_LEVEL"]?.toLowerCase() === "debug", format: logFormat },
    format,
    config: () => config.load(),
    saveConfig: (changes) => config.save(changes),
    ...(catalog === undefined ? {} : { catalog: () => json("catalog", catalog) }),
    ...(state === undefined ? {} : { state: () => json("state", state) }),
    ...(streams === undefined ? {} : { streams }),
    ...(limit === undefined ? {} : { limit }),
  };
}

async function json(what: string, file: string): Promise<JsonValue> {
  const where = file === "-" ? "standard input" : file;
  const content = await (file === "-" ? text(process.stdin) : readFile(file, "utf8")).catch((error: Error) => {
    throw new ConfigError(`The ${what} at ${where} cannot be read: ${error.message}.`);
  });
  try {
    return JSON.parse(content.replace(/^\uFEFF/, "")) as JsonValue;
  } catch {
    // The parser's message would quote the text, and with it perhaps a secret.
    throw new ConfigError(`The ${what} at ${where} is not valid JSON.`);
  }
}
