import { cutList, isJsonObject, type JsonObject } from "@sluice/core/json";
import type { BatchSize, Destination, Memory, Remembered } from "../destinations/destination.js";
import type { SourceProgram } from "../source/program.js";
import { memberIn } from "../source/record-line.js";
import { Landing } from "./landing.js";
import { Notes } from "./notes.js";
import { type Plan, plan } from "./plan.js";
import { type Selection, selected } from "./select.js";
import { changedSettings, fingerprintOf } from "./settings.js";
import type { StreamOutcome } from "./stream-landing.js";

/** What one sync of one source is to do. */
export interface SyncTask extends Selection {
  readonly source: SourceProgram;
  readonly destination: Destination;
  /** Where the tables go. */
  readonly schema: string;
  /** Reads everything anew, and replaces what is there. */
  readonly fullRefresh?: boolean | undefined;
  /** The source's settings, by which it is noticed that they are another account's; undefined where they are not known. */
  readonly settings?: JsonObject | undefined;
  /** What to go on from in place of what is saved: a list of state messages, as JSON text. */
  readonly state?: string | undefined;
  /** At most so many records of each stream. */
  readonly limit?: number | undefined;
  /** What the destination thinks best, unless told. */
  readonly batchSize?: BatchSize | undefined;
  /** Called when the streams are known, with what goes on counting while they are read. */
  readonly onStart?: ((streams: () => readonly StreamOutcome[]) => void) | undefined;
  readonly signal: AbortSignal;
}

/** How a sync went. */
export interface SyncOutcome {
  readonly streams: readonly StreamOutcome[];
  /** Whether all of it arrived. */
  readonly ok: boolean;
  /** What went wrong beside single streams. */
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads a source and lands what it writes.
 *
 * @throws SourceError if the source cannot be asked for its streams; DestinationError if nothing can be landed.
 */
export async function sync(task: SyncTask): Promise<SyncOutcome> {
  const { source, destination } = task;
  const streams = selected(await source.discover(), task);
  const settings = fingerprintOf(task.settings);
  const memory = ofAccount(inSchema(remembered(await destination.start(), task.state), task.schema), settings);
  let outcome: SyncOutcome | undefined;
  let error: string | undefined;
  try {
    const todo = plan(streams, memory, { schema: task.schema, fullRefresh: task.fullRefresh === true });
    await destination.begin(todo.tables);
    outcome = await land(task, todo, memory);
    error = outcome.streams.find((stream) => stream.error !== undefined)?.error ?? outcome.errors[0];
    return outcome;
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
    throw thrown;
  } finally {
    const counts = outcome?.streams.map(({ stream, read, landed }) => ({ stream, read, landed })) ?? [];
    const status = outcome?.ok === true ? "complete" : "failed";
    // where the destination itself is what failed, its error is the one to tell
    await destination.end({ status, streams: counts, error, settings }).catch(() => undefined);
  }
}

async function land(task: SyncTask, todo: Plan, memory: Memory): Promise<SyncOutcome> {
  const { source, destination, limit, signal } = task;
  const batchSize = task.batchSize ?? destination.batchSize;
  const notes = new Notes();
  for (const note of memory.notes) notes.add(note);
  // With a limit each stream is read by itself: the source is stopped when there is enough, and the next begins.
  const parts = limit === undefined ? [todo.tables] : todo.tables.map((table) => [table]);
  const landings = parts.map(
    (tables) => new Landing(destination, tables, { folder: source.folder.path, notes, batchSize, limit }),
  );
  const outcomes = () => landings.flatMap((landing) => landing.outcomes);
  task.onStart?.(outcomes);
  const errors: string[] = [];
  for (const [index, landing] of landings.entries()) {
    const enough = new AbortController();
    const sink = {
      line: (line: Buffer) => landing.line(line),
      settled: async () => {
        await landing.settled();
        if (landing.isFull) enough.abort();
      },
    };
    try {
      const request = requestFor(parts[index]?.map(({ stream }) => stream) ?? [], todo, memory);
      const failure = await source.read(request, sink, AbortSignal.any([signal, enough.signal]));
      await landing.finish(failure);
      errors.push(...landing.errors, ...(failure === undefined || landing.isFull ? [] : [failure]));
    } finally {
      await landing.close();
    }
  }
  const ok = errors.length === 0 && outcomes().every(({ status }) => status === "COMPLETE");
  return { streams: outcomes(), ok, errors, notes: notes.all };
}

function requestFor(streams: readonly string[], { entries, goingOn }: Plan, { streams: past, shared }: Memory) {
  const catalog: JsonObject = { streams: streams.flatMap((stream) => entries.get(stream) ?? []) };
  const going = streams.filter((stream) => goingOn.has(stream));
  if (going.length === 0) return { catalog, state: undefined };
  if (shared !== undefined) return { catalog, state: sharedFor(shared, new Set(going)) };
  return { catalog, state: `[${going.flatMap((stream) => past.get(stream)?.state ?? []).join(",")}]` };
}

/** A state of all streams, without the parts of those that are read anew: it would say that an earlier attempt had read them. */
function sharedFor(state: string, going: ReadonlySet<string>): string {
  const message = JSON.parse(state) as JsonObject;
  const bytes = Buffer.from(state);
  if (message["type"] !== "GLOBAL") return memberIn(bytes, "data") ?? state; // one object of the source's own, as of old
  const cut = cutList(bytes, "global.stream_states");
  if (cut === undefined) return `[${state}]`;
  const kept = cut.elements.filter((element) => {
    const { stream_descriptor: descriptor } = JSON.parse(element.toString()) as JsonObject;
    return isJsonObject(descriptor) && going.has(String(descriptor["name"]));
  });
  return `[${cut.around.toString().replace(/("stream_states"\s*:\s*)\[\]/, (_all, name) => `${name}[${kept.join(",")}]`)}]`;
}

/** A state goes with its table: where the rows go elsewhere now, it is worth nothing there. */
function inSchema(memory: Memory, schema: string): Memory {
  const elsewhere = [...memory.streams].filter(([, past]) => past.schema !== "" && past.schema !== schema);
  if (elsewhere.length === 0) return memory;
  const streams = new Map(memory.streams);
  for (const [stream, past] of elsewhere) streams.set(stream, { ...past, state: undefined, landed: 0 });
  const from = [...new Set(elsewhere.map(([, past]) => past.schema))].join(", ");
  const note = `The tables were in the schema ${from} before. In ${schema} they begin anew; those in ${from} stay as they are.`;
  return { streams, shared: undefined, notes: [...memory.notes, note] };
}

/** A state is worth nothing with another account, and only the person knows whether it is one. */
function ofAccount(memory: Memory, settings: string | undefined): Memory {
  const changed = changedSettings(memory.settings, settings);
  const goesOn = memory.shared !== undefined || [...memory.streams.values()].some(({ state }) => state !== undefined);
  if (changed.length === 0 || !goesOn) return memory;
  const note =
    `The settings are not those of the last sync: ${changed.join(", ")}. This one goes on from its state all the same. If they are ` +
    "another account's, its older records are missed: give it a name of its own (--name), or read it anew (--full-refresh).";
  return { ...memory, notes: [...memory.notes, note] };
}

/** What is given on the command line goes before what is saved. */
function remembered(memory: Memory, given: string | undefined): Memory {
  if (given === undefined) return memory;
  const streams = new Map<string, Remembered>(
    [...memory.streams].map(([stream, past]) => [stream, { ...past, state: undefined }]),
  );
  const list = cutList(Buffer.from(given), "");
  let shared: string | undefined = list === undefined ? given : undefined;
  for (const element of list?.elements ?? []) {
    const { stream } = JSON.parse(element.toString()) as JsonObject;
    const descriptor = isJsonObject(stream) ? stream["stream_descriptor"] : undefined;
    if (!isJsonObject(descriptor)) {
      shared = element.toString();
      continue;
    }
    const name = String(descriptor["name"]);
    const nothing = { schema: "", table: "", key: [], landed: 0, columns: new Map<string, string>() };
    streams.set(name, { ...(streams.get(name) ?? nothing), state: element.toString() });
  }
  return { ...memory, streams, shared };
}
