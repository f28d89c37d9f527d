import { CliCommand } from "@sluice/core/internal";
import type { RunRecord, StoreHistory } from "../../destinations/destination.js";
import { type StreamEntry, savedText } from "../../state/connection-state.js";
import { streamLabel } from "../../streams/stream.js";
import { keyLabel } from "../../sync/plan.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { reading, runOf } from "../past.js";
import { oneLine } from "../view/clean.js";
import { printRun, printRuns, runJson } from "../view/runs.js";
import { printTable } from "../view/table.js";
import { localTime, number } from "../view/words.js";

interface StatusOptions extends DestinationOptions {
  readonly run?: string;
  readonly states?: boolean;
  readonly json?: boolean;
}

export const status: CommandDefinition = (io) => {
  const command = new CliCommand("status")
    .description(
      "Shows the last syncs, newest first, and every loaded stream, with the state from which the next sync resumes. With --run, shows one sync in full: its streams, schema changes, warnings and errors. `sluice runs` lists more of them.",
    )
    .example("sluice status --to duckdb:sluice.duckdb");
  return withDestination(command)
    .option("--run <ID>", "show this sync only; the first characters of its id are enough")
    .option("--states", "show the states too")
    .option("--json", "a JSON object: runs and streams, or with --run the run; times in UTC")
    .renamed("--state", "--states")
    .action((options: StatusOptions) => show(options, io));
};

async function show(options: StatusOptions, io: CommandContext): Promise<void> {
  const { run, states = false, json = false } = options;
  const to = await destinationOf(options, io);
  if (run !== undefined) return showRun(await runOf(to, run, io), options, io);
  const past = (await reading(to, io, (store) => store.history())) ?? { runs: [], states: new Map() };
  if (json) io.stdout.json(jsonOf(past, states));
  else print(past, states, io);
}

function showRun(run: RunRecord, { states, json }: StatusOptions, { stdout }: CommandContext): void {
  if (states === true) throw new UsageError("--run shows a sync, and --states the states of now. Pass one of them.");
  if (json === true) stdout.json(JSON.stringify(runJson(run)));
  else printRun(stdout, run);
}

/** A stream, its connection, and the text of the state that it resumes from. */
interface StateRow {
  readonly connection: string;
  readonly entry: StreamEntry;
  readonly state: string | undefined;
}

function rowsOf({ states }: StoreHistory): readonly StateRow[] {
  return [...states].flatMap(([connection, state]) =>
    [...state.streams].sort(byLabel).map((entry) => ({ connection, entry, state: savedText(state, entry) })),
  );
}

function byLabel(one: StreamEntry, other: StreamEntry): number {
  return streamLabel(one) < streamLabel(other) ? -1 : 1;
}

function print(past: StoreHistory, withStates: boolean, { stdout }: CommandContext): void {
  const rows = rowsOf(past);
  if (past.runs.length === 0 && rows.length === 0) {
    stdout.print("No data yet. Run `sluice sync SOURCE`.\n");
    return;
  }
  printRuns(stdout, past.runs);
  if (rows.length === 0) return;
  stdout.print("\n");
  printTable(stdout, [["table", "loaded", "state saved"], ...rows.map(streamRow)], { numbers: new Set([1]) });
  if (!withStates) return;
  for (const { entry, state } of rows) {
    if (state !== undefined) stdout.print(`\n${oneLine(`${entry.schema}.${entry.table}`)}\n${state}\n`);
  }
}

function streamRow({ entry, state }: StateRow): readonly string[] {
  const saved = state === undefined ? "no state" : localTime(new Date(entry.updatedAt));
  return [`${entry.schema}.${entry.table}`, number(entry.loaded), saved];
}

/** A state is printed as the source wrote it: parsing it would cost long numbers their digits. */
function jsonOf(past: StoreHistory, withStates: boolean): string {
  const runs = past.runs.map((run) => JSON.stringify(runJson(run)));
  const streams = rowsOf(past).map(({ connection, entry, state }) => {
    const { schema, table: name, key, loaded, updatedAt } = entry;
    const text = JSON.stringify({
      ...{ connection, stream: streamLabel(entry), schema, table: name },
      ...{ key: key.map((path) => keyLabel([path])), loaded, hasState: state !== undefined, updatedAt },
    });
    return withStates ? `${text.slice(0, -1)},"state":${state ?? "null"}}` : text;
  });
  return `{"runs":[${runs.join(",")}],"streams":[${streams.join(",")}]}`;
}
