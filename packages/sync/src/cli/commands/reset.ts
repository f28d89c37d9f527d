import { CliCommand, wholeNumber } from "@sluice/core/internal";
import { openStore } from "../../destinations/open.js";
import { nameOf } from "../../source/name.js";
import { NO_STATE } from "../../state/connection-state.js";
import { type Reset, type ResetRequest, type ResetStream, reset as resetState } from "../../state/reset.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { reading } from "../past.js";
import { entryOf } from "../source.js";
import { withSourceArgument } from "../source-options.js";

interface ResetOptions extends DestinationOptions {
  readonly drop?: boolean;
  readonly yes?: boolean;
  readonly name?: string;
  readonly waitLock?: number;
  readonly json?: boolean;
}

export const reset: CommandDefinition = (io) => {
  const command = new CliCommand("reset")
    .description(
      "Forgets the saved state of streams, so that the next sync reads them from the beginning. Their tables and rows stay: records with a key are merged into them, and a table without a key is replaced once all of its records have been read. With --drop the tables go too. A sync of the source must not be running.",
    )
    .example("sluice reset hellobaton projects --drop");
  withSourceArgument(command, "<SOURCE>", io)
    .argument("<STREAM...>", "names of streams that were loaded; * stands for any characters")
    .option("--drop", "drop the tables of these streams too")
    .option("-y, --yes", "do not ask; needed where there is no terminal")
    .option(
      "--name <NAME>",
      "the name of the connection, where `sluice sync` had one (default: the name of the source)",
    );
  return withDestination(command)
    .option("--wait-lock <S>", "wait up to S seconds for another process that has the destination", wholeNumber)
    .option("--json", "a JSON object: source and streams")
    .action(async (source: string, streams: readonly string[], options: ResetOptions) => {
      const connection = options.name ?? nameOf(await entryOf(source, options, io));
      await run({ connection, streams, drop: options.drop === true }, options, io);
    });
};

async function run(request: ResetRequest, options: ResetOptions, io: CommandContext): Promise<void> {
  const to = await destinationOf(options, io);
  const waitMs = (options.waitLock ?? 0) * 1000;
  const states = await reading(to, io, async (store) => (await store.history()).states);
  const planned = resetState(states?.get(request.connection) ?? NO_STATE, request);
  if (options.yes !== true) await assertConfirmed(planned, request, io);
  const done = await performed(request, { to, waitMs, io });
  if (options.json === true)
    io.stdout.json(JSON.stringify({ source: request.connection, streams: done.streams.map(jsonOf) }));
  else io.stdout.print(...done.streams.map((stream) => `${lineOf(stream)}\n`));
}

/** @throws Error if the user does not agree; UsageError if nobody can be asked. */
async function assertConfirmed(planned: Reset, request: ResetRequest, io: CommandContext): Promise<void> {
  if (!io.stdin.isTTY || io.stdout.stream.isTTY !== true) {
    throw new UsageError("A reset needs --yes where there is no terminal to ask on. Nothing was reset.");
  }
  const { Terminal } = await import("../init/terminal.js");
  const names = planned.streams.map(({ stream }) => stream).join(", ");
  const tables = planned.streams.flatMap((stream) => (stream.isDropped ? tableName(stream) : []));
  const dropped = tables.length === 0 ? "" : `, and drop ${tables.join(", ")}`;
  const question = `Forget the state of ${names} of ${request.connection}${dropped}?`;
  if (!(await new Terminal(io).confirmed(question))) throw new Error("Canceled. Nothing was reset.");
}

interface Place {
  readonly to: string;
  readonly waitMs: number;
  readonly io: CommandContext;
}

/** Decided again once no sync can be running. */
async function performed(request: ResetRequest, { to, waitMs, io }: Place): Promise<Reset> {
  const store = await openStore(to, { waitMs, environment: io.environment });
  try {
    const destination = await store.connect(request.connection, (text) => io.stderr.print(`${text}\n`));
    try {
      return await destination.reset((state) => resetState(state, request));
    } finally {
      await destination.close();
    }
  } finally {
    await store.close();
  }
}

const NEXT: Readonly<Record<ResetStream["next"], string>> = {
  load: "",
  merge: "; its rows stay, and the records are merged into them",
  replace: "; its rows stay until they are replaced",
};

function lineOf(stream: ResetStream): string {
  const [table] = tableName(stream);
  const name = table === undefined ? stream.stream : `${stream.stream} (${table})`;
  const dropped = stream.isDropped ? "its table was dropped, and " : "";
  return `${name}: ${dropped}the next sync reads it from the beginning${NEXT[stream.next]}.`;
}

function tableName({ table }: ResetStream): readonly string[] {
  return table === undefined ? [] : [`${table.schema}.${table.table}`];
}

function jsonOf({ stream, table, isDropped, hadState, next }: ResetStream): object {
  return { stream, schema: table?.schema ?? null, table: table?.table ?? null, dropped: isDropped, hadState, next };
}
