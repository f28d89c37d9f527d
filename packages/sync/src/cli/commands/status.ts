import type { PastRun, PastStream } from "../../destinations/destination.js";
import { DESTINATIONS, openExisting } from "../../destinations/open.js";
import { type Command, type Io, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, destinationOf } from "../destination.js";
import { oneLine } from "../view/cell.js";
import { table } from "../view/table.js";
import { localTime } from "../view/time.js";
import { duration, number } from "../view/words.js";

const HELP = `sluice status [options]

Shows the last syncs, newest first, and every stream that has been landed, with the state that the next sync goes on from.

  --to              ${DESTINATIONS}; the project's, or ${DEFAULT_DESTINATION}, unless told
  --project FILE    in place of sluice.config.ts or .json
  --state           the states themselves too
  --json            a JSON object: runs and streams, times in UTC
`;

export const status: Command = {
  summary: "show the last syncs, and what is landed",
  help: HELP,
  options: {
    to: { type: "string" },
    project: { type: "string" },
    state: { type: "boolean" },
    json: { type: "boolean" },
  },
  run: async (line, io) => {
    if (line.words.length > 0) throw new UsageError(`status takes no words: ${line.words.join(" ")} is too much.`);
    const past = await history(await destinationOf(line, io));
    const withStates = line.flag("state");
    if (line.flag("json")) io.stdout.write(`${jsonOf(past, withStates)}\n`);
    else tell(past, withStates, io);
    return 0;
  },
};

interface Past {
  readonly runs: readonly PastRun[];
  readonly streams: readonly PastStream[];
}

async function history(to: string): Promise<Past> {
  const store = await openExisting(to);
  if (store === undefined) return { runs: [], streams: [] };
  try {
    return await store.history();
  } finally {
    await store.close();
  }
}

function tell({ runs, streams }: Past, withStates: boolean, { stdout }: Io): void {
  if (runs.length === 0 && streams.length === 0) {
    stdout.write("Nothing has been landed yet. sluice sync SOURCE does it.\n");
    return;
  }
  const head = ["source", "began", "took", "status", "read", "landed", "error"];
  stdout.write(`${table([head, ...runs.map(runRow)], new Set([2, 4, 5]))}\n`);
  if (streams.length === 0) return;
  stdout.write(`\n${table([["table", "landed", "state saved"], ...streams.map(streamRow)], new Set([1]))}\n`);
  if (!withStates) return;
  for (const { schema, table: name, state } of streams) {
    if (state !== undefined) stdout.write(`\n${schema}.${name}\n${state}\n`);
  }
}

function runRow({ connection, startedAt, endedAt, status: how, streams, error }: PastRun): readonly string[] {
  return [
    connection,
    localTime(startedAt),
    endedAt === undefined ? "" : duration(endedAt.getTime() - startedAt.getTime()),
    how === "running" ? "running, or killed" : how, // the next sync of that source knows
    number(sum(streams.map(({ read }) => read))),
    number(sum(streams.map(({ landed }) => landed))),
    oneLine(error ?? ""),
  ];
}

function streamRow({ schema, table: name, landed, state, updatedAt }: PastStream): readonly string[] {
  return [`${schema}.${name}`, number(landed), state === undefined ? "no state" : localTime(updatedAt)];
}

/** A state is put in as the source wrote it: parsing it would cost long numbers their digits. */
function jsonOf({ runs, streams }: Past, withStates: boolean): string {
  const ran = runs.map(({ streams: read, startedAt, endedAt, error, ...run }) =>
    JSON.stringify({ ...run, startedAt, endedAt: endedAt ?? null, streams: read, error: error ?? null }),
  );
  const landed = streams.map(({ state, updatedAt, ...stream }) => {
    const text = JSON.stringify({ ...stream, hasState: state !== undefined, updatedAt });
    return withStates ? `${text.slice(0, -1)},"state":${state ?? "null"}}` : text;
  });
  return `{"runs":[${ran.join(",")}],"streams":[${landed.join(",")}]}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
