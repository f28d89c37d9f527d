import type { JsonObject } from "../protocol/json.js";
import { FROM_SCRATCH, type Note, type ReadFrom, type Stream } from "./stream.js";

/** Reads parent streams for their children: each parent once per run, however many children ask. */
export class ParentCache {
  readonly #reads = new Map<unknown, SharedRead>();
  /** Notes that say already which parent they are of. */
  readonly #passed = new WeakSet<Note>();
  #notes: Note[] = [];

  /**
   * The parent's records.
   *
   * @param identity the parent's class; `create` makes the stream when it is asked for the first time.
   * @throws ConnectorError if the parent cannot be read; each child that needs it fails with it.
   */
  records(identity: unknown, create: () => Stream): Promise<readonly JsonObject[]> {
    return this.#shared(identity, create).whole();
  }

  /** The same as they come in: a child need not wait for its parent's last page. @throws ConnectorError */
  stream(identity: unknown, create: () => Stream): AsyncIterable<JsonObject> {
    return this.#shared(identity, create).records();
  }

  #shared(identity: unknown, create: () => Stream): SharedRead {
    let read = this.#reads.get(identity);
    if (read === undefined) {
      read = new SharedRead(this.#read(create(), FROM_SCRATCH));
      this.#reads.set(identity, read);
    }
    return read;
  }

  /** What happened while parents were read and nobody has told yet, e.g. a slice that was skipped. */
  takeNotes(): readonly Note[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  /** A parent's records from some point on, which no other child shares. @throws ConnectorError */
  async readAll(parent: Stream, from: ReadFrom): Promise<readonly JsonObject[]> {
    const records: JsonObject[] = [];
    for await (const some of this.#read(parent, from)) for (const record of some) records.push(record);
    return records;
  }

  async *#read(parent: Stream, from: ReadFrom): AsyncIterable<readonly JsonObject[]> {
    for await (const batch of parent.read(from)) {
      for (const note of batch.notes ?? []) this.#pass(note, parent);
      yield batch.rows.values;
    }
  }

  /** A parent shares this cache and takes what lies in it, so a note may come by several times before a child tells it. */
  #pass(note: Note, parent: Stream): void {
    const passed = this.#passed.has(note) ? note : { ...note, text: `as a parent, ${parent.name}: ${note.text}` };
    this.#passed.add(passed);
    this.#notes.push(passed);
  }
}

/** One read that many follow, each at its own pace and from its beginning. It goes on as fast as it can, for it is kept whole. */
class SharedRead {
  readonly #records: JsonObject[] = [];
  readonly #end: Promise<void>;
  #isOver = false;
  #moved: Promise<void>;
  #tell: () => void = () => undefined;

  constructor(pages: AsyncIterable<readonly JsonObject[]>) {
    this.#moved = this.#nextMove();
    this.#end = this.#follow(pages);
    this.#end.catch(() => undefined); // met by each who follows
  }

  async *records(): AsyncIterable<JsonObject> {
    for (let index = 0; ; index++) {
      while (index >= this.#records.length && !this.#isOver) await this.#moved;
      const record = this.#records[index];
      if (record === undefined) {
        await this.#end;
        return;
      }
      yield record;
    }
  }

  async whole(): Promise<readonly JsonObject[]> {
    await this.#end;
    return this.#records;
  }

  async #follow(pages: AsyncIterable<readonly JsonObject[]>): Promise<void> {
    try {
      for await (const records of pages) {
        for (const record of records) this.#records.push(record);
        this.#move();
      }
    } finally {
      this.#isOver = true;
      this.#move();
    }
  }

  #move(): void {
    this.#tell();
    this.#moved = this.#nextMove();
  }

  #nextMove(): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}
