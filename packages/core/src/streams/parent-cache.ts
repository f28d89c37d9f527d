import type { JsonObject } from "../protocol/json.js";
import { FROM_START, type ReadFrom, ROOT, type Slice, type Stream } from "./stream.js";

/** A record of a parent, and the slice of the parent that it came with. */
export interface ParentRecord {
  readonly record: JsonObject;
  readonly slice: Slice;
}

/** Reads parent streams for their children: each parent once per run, for any number of children. */
export class ParentCache {
  readonly #reads = new Map<unknown, SharedRead>();

  /**
   * The parent's records.
   *
   * @param identity the parent's class; `create` makes the stream on first use.
   * @throws ConnectorError if the parent cannot be read; each child that needs it fails with it.
   */
  async records(identity: unknown, create: () => Stream): Promise<readonly JsonObject[]> {
    const all = await this.#shared(identity, create).all();
    return all.map(({ record }) => record);
  }

  /** The same records as they arrive: a child does not wait for its parent's last page. @throws ConnectorError */
  stream(identity: unknown, create: () => Stream): AsyncIterable<ParentRecord> {
    return this.#shared(identity, create).records();
  }

  /** A parent's records from a state on, which no other child shares. @throws ConnectorError */
  async readFrom(parent: Stream, from: ReadFrom): Promise<readonly JsonObject[]> {
    const pages: (readonly JsonObject[])[] = [];
    for await (const { records } of parent.read(from)) pages.push(records.parsed);
    return pages.flat();
  }

  #shared(identity: unknown, create: () => Stream): SharedRead {
    let read = this.#reads.get(identity);
    if (read === undefined) {
      read = new SharedRead(create());
      this.#reads.set(identity, read);
    }
    return read;
  }
}

/** One read of a stream with any number of consumers, each at its own pace from the start. All records are kept. */
class SharedRead {
  readonly #records: ParentRecord[] = [];
  readonly #end: Promise<void>;
  #isOver = false;
  #arrival: Promise<void>;
  #announce: () => void = () => undefined;

  constructor(stream: Stream) {
    this.#arrival = this.#nextArrival();
    this.#end = this.#read(stream);
    this.#end.catch(() => undefined); // thrown to each consumer
  }

  async *records(): AsyncIterable<ParentRecord> {
    for (let index = 0; ; index++) {
      while (index >= this.#records.length && !this.#isOver) await this.#arrival;
      const record = this.#records[index];
      if (record === undefined) {
        await this.#end;
        return;
      }
      yield record;
    }
  }

  async all(): Promise<readonly ParentRecord[]> {
    await this.#end;
    return this.#records;
  }

  async #read(stream: Stream): Promise<void> {
    try {
      for await (const { records, slice = ROOT } of stream.read(FROM_START)) {
        for (const record of records.parsed) this.#records.push({ record, slice });
        this.#arrived();
      }
    } finally {
      this.#isOver = true;
      this.#arrived();
    }
  }

  #arrived(): void {
    this.#announce();
    this.#arrival = this.#nextArrival();
  }

  #nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}
