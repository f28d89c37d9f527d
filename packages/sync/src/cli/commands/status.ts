import type { RunRecord, StoreHistory } from "../../destinations/destination.js";
import { DESTINATIONS } from "../../destinations/open.js";
import { type StreamEntry, savedText } from "../../state/connection-state.js";
import { streamLabel } from "../../streams/stream.js";
import { keyLabel } from "../../sync/plan.js";
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { reading, runOf } from "../past.js";
import { assertNoMore } from "../source.js";
import { oneLine } from "../view/clean.js";
import { runDetails } from "../view/run-details.js";
import { runJson } from "../view/run-json.js";
import { RUN_HEAD, RUN_NUMBERS, runRow } from "../view/run-rows.js";
import { table } from "../view/table.js";
import { localTime } from "../view/time.js";
import { number } from "../view/words.js";

const HELP = `sluice status [options]

Shows the last syncs, newest first, and every loaded stream, with the state from which the next sync resumes. With --run, shows
one sync in full: its streams, schema changes, warnings and errors. \`sluice runs\` lists more of them.

  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --project FILE    the project (default: sluice.config.ts or .json)
  --run ID          show this sync only; the first characters of its id are enough
  --state           show the states too
  --json            a JSON object: runs and streams, or with --run the run; times in UTC
`;

export const status: Command = {
  summary: "show the last syncs and the loaded streams",
  help: HELP,
  options: {
    to: { type: "string" },
    project: { type: "string" },
    run: { type: "string" },
    state: { type: "boolean" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    assertNoMore(line.words, "Name the destination with --to.");
    const to = await destinationOf(line, io);
    const id = line.text("run");
    if (id !== undefined) return showRun(await runOf(to, id, io), line, io);
    const past = (await reading(to, io, (store) => store.history())) ?? { runs: [], states: new Map() };
    const withStates = line.flag("state");
    if (line.flag("json")) io.stdout.json(jsonOf(past, withStates));
    else print(past, withStates, io);
    return 0;
  },
};

function showRun(run: RunRecord, line: CommandLine, { stdout }: CommandContext): number {
  if (line.flag("state")) throw new UsageError("--run shows a sync, and --state the states of now. Pass one of them.");
  if (line.flag("json")) stdout.json(JSON.stringify(runJson(run)));
  else stdout.print(...runDetails(run));
  return 0;
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
  stdout.print(...table([RUN_HEAD, ...past.runs.map(runRow)], RUN_NUMBERS));
  if (rows.length === 0) return;
  stdout.print("\n", ...table([["table", "loaded", "state saved"], ...rows.map(streamRow)], new Set([1])));
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
