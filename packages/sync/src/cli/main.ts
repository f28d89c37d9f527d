import { readFile } from "node:fs/promises";
import { environmentOf } from "../project/environment.js";
import { type Command, type Io, parse, UsageError } from "./command.js";

/** Each is loaded only if it is meant. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  sync: {
    summary: "read sources and land their records in tables",
    load: async () => (await import("./commands/sync.js")).sync,
  },
  check: {
    summary: "ask a source, or all, whether the config works",
    load: async () => (await import("./commands/check.js")).check,
  },
  discover: {
    summary: "list the streams of a source",
    load: async () => (await import("./commands/discover.js")).discover,
  },
  preview: {
    summary: "show the first records of a stream",
    load: async () => (await import("./commands/preview.js")).preview,
  },
  query: {
    summary: "ask the DuckDB file in SQL",
    load: async () => (await import("./commands/query.js")).query,
  },
  status: {
    summary: "show the last syncs, and what is landed",
    load: async () => (await import("./commands/status.js")).status,
  },
  init: {
    summary: "set a source up: its config in sluice.config.json",
    load: async () => (await import("./commands/init.js")).init,
  },
};

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command line.
 *
 * @returns the exit status: 0 if everything arrived, 1 if not, 2 for a command line that is none, 130 or 143 after a signal,
 *   with what a state covers landed.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let bySignal: number | undefined;
  for (const [signal, status] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (bySignal !== undefined) process.exit(status); // asked for twice, it ends at once: what is committed stays
      bySignal = status;
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  let help: string | undefined;
  try {
    const { stdin, stdout, stderr } = process;
    const folder = process.cwd();
    const io = { stdin, stdout, stderr, folder, environment: await environmentOf(folder), signal: stop.signal };
    const [verb, ...rest] = argv;
    if (verb === "--version") {
      stdout.write(`sluice ${await version()}\n`);
      return 0;
    }
    const listed = verb === undefined || verb === "help" || verb.startsWith("-") ? undefined : COMMANDS[verb];
    if (listed === undefined) return unknown(verb, io);
    const command = await listed.load();
    help = command.help;
    const line = parse(rest, { ...command.options, help: { type: "boolean", short: "h" } });
    if (line.flag("help")) {
      stdout.write(help);
      return 0;
    }
    const status = await command.run(line, io);
    return bySignal ?? status;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UsageError && help !== undefined) process.stderr.write(`\n${help}`);
    return bySignal ?? (error instanceof UsageError ? 2 : 1);
  }
}

function unknown(verb: string | undefined, { stdout, stderr }: Io): number {
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  const help = `sluice COMMAND …\n\n${list.join("\n")}\n\nsluice COMMAND --help tells more.\n`;
  if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
    stdout.write(help);
    return 0;
  }
  stderr.write(`There is no command "${verb}".\n\n${help}`);
  return 2;
}

async function version(): Promise<string> {
  const manifest = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
