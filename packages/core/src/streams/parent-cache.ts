import type { JsonObject } from "../protocol/json.js";
import { SharedRead } from "./shared-read.js";
import { type Batch, FROM_START, type ReadFrom, ROOT, type Slice, type Stream, type StreamRead } from "./stream.js";

/** A record of a parent, and the slice of the parent that it came with. */
export interface ParentRecord {
  readonly record: JsonObject;
  readonly slice: Slice;
}

/** Gives children the records of their parents, which are known by their class. */
export interface Parents {
  /** The records as they arrive: a child does not wait for its parent's last page. @throws ConnectorError */
  records(parent: Stream, from?: ReadFrom): AsyncIterable<ParentRecord>;
}

/** All records of a parent. @throws ConnectorError */
export async function allRecords(parents: Parents, parent: Stream, from?: ReadFrom): Promise<readonly JsonObject[]> {
  const records: JsonObject[] = [];
  for await (const { record } of parents.records(parent, from)) records.push(record);
  return records;
}

/** Reads each parent once per run: for any number of children, and for the stream itself where that wants the same. */
export class ParentCache implements Parents {
  readonly #reads: SharedRead[] = [];

  /** Prepares a run of these reads: those that others need as parents will be shared. */
  async share(reads: readonly StreamRead[]): Promise<void> {
    const wanted = await wantedBy(reads);
    const shared = reads.filter((read) => wanted.some((other) => isSame(read, other)));
    this.#reads.push(...shared.map(({ stream, from }) => new SharedRead(stream, from)));
  }

  /** The batches of a stream of the run. Only shared ones are kept. */
  read(stream: Stream, from: ReadFrom): AsyncIterable<Batch> {
    const shared = this.#find({ stream, from });
    return shared?.from.mode === from.mode ? shared.batches() : stream.read(from); // states depend on the mode
  }

  async *records(parent: Stream, from = FROM_START): AsyncGenerator<ParentRecord> {
    let shared = this.#find({ stream: parent, from });
    if (shared === undefined) {
      shared = new SharedRead(parent, from);
      this.#reads.push(shared);
    }
    for await (const { records, slice = ROOT } of shared.batches()) {
      for (const index of records.bytes.keys()) yield { record: records.parsedAt(index), slice };
    }
  }

  #find(read: StreamRead): SharedRead | undefined {
    return this.#reads.find((other) => isSame(read, other));
  }
}

/** The reads of parents that reads need, of the parents' parents too. */
async function wantedBy(reads: readonly StreamRead[]): Promise<readonly StreamRead[]> {
  const all = [...reads];
  for (const { stream, from } of all) {
    for (const parent of (await stream.parents?.(from)) ?? []) {
      if (!all.slice(reads.length).some((other) => isSame(parent, other))) all.push(parent);
    }
  }
  return all.slice(reads.length);
}

/** Whether two reads give the same records. Without a cursor the modes do not differ. */
function isSame(one: StreamRead, other: StreamRead): boolean {
  if (one.stream.constructor !== other.stream.constructor || one.stream.name !== other.stream.name) return false;
  const isSameMode = one.stream.cursor === undefined || one.from.mode === other.from.mode;
  return isSameMode && JSON.stringify(one.from.state) === JSON.stringify(other.from.state);
}
