import type { RunRecord, StoreHistory } from "../../destinations/destination.js";
import { DESTINATIONS, openExisting } from "../../destinations/open.js";
import { type StreamEntry, savedText } from "../../state/connection-state.js";
import { streamLabel } from "../../streams/stream.js";
import { keyLabel } from "../../sync/plan.js";
import type { Command, CommandContext } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { assertNoMore } from "../source.js";
import { joinedLines, oneLine } from "../view/clean.js";
import { table } from "../view/table.js";
import { localTime } from "../view/time.js";
import { duration, number } from "../view/words.js";

const HELP = `sluice status [options]

Shows the last syncs, newest first, and every loaded stream, with the state from which the next sync resumes.

  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --project FILE    the project (default: sluice.config.ts or .json)
  --state           show the states too
  --json            a JSON object: runs and streams, times in UTC
`;

export const status: Command = {
  summary: "show the last syncs and the loaded streams",
  help: HELP,
  options: {
    to: { type: "string" },
    project: { type: "string" },
    state: { type: "boolean" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    assertNoMore(line.words, "Name the destination with --to.");
    const past = await history(await destinationOf(line, io));
    const withStates = line.flag("state");
    if (line.flag("json")) io.stdout.json(jsonOf(past, withStates));
    else print(past, withStates, io);
    return 0;
  },
};

async function history(to: string): Promise<StoreHistory> {
  const store = await openExisting(to);
  if (store === undefined) return { runs: [], states: new Map() };
  try {
    return await store.history();
  } finally {
    await store.close();
  }
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
  const head = ["source", "started", "took", "status", "read", "loaded", "error"];
  stdout.print(...table([head, ...past.runs.map(runRow)], new Set([2, 4, 5])));
  if (rows.length === 0) return;
  stdout.print("\n", ...table([["table", "loaded", "state saved"], ...rows.map(streamRow)], new Set([1])));
  if (!withStates) return;
  for (const { entry, state } of rows) {
    if (state !== undefined) stdout.print(`\n${oneLine(`${entry.schema}.${entry.table}`)}\n${state}\n`);
  }
}

function runRow({ connection, startedAt, endedAt, status: how, streams, error }: RunRecord): readonly string[] {
  return [
    connection,
    localTime(startedAt),
    endedAt === undefined ? "" : duration(endedAt.getTime() - startedAt.getTime()),
    how === "running" ? "running, or killed" : how, // the next sync of that source finds out
    number(sum(streams.map(({ read }) => read))),
    number(sum(streams.map(({ loaded }) => loaded))),
    joinedLines(error ?? ""),
  ];
}

function streamRow({ entry, state }: StateRow): readonly string[] {
  const saved = state === undefined ? "no state" : localTime(new Date(entry.updatedAt));
  return [`${entry.schema}.${entry.table}`, number(entry.loaded), saved];
}

/** A state is printed as the source wrote it: parsing it would cost long numbers their digits. */
function jsonOf(past: StoreHistory, withStates: boolean): string {
  const runs = past.runs.map(({ endedAt, error, ...run }) =>
    JSON.stringify({ ...run, endedAt: endedAt ?? null, error: error ?? null }),
  );
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

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
