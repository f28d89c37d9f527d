import type { JsonObject } from "../protocol/json.js";
import { FROM_SCRATCH, type Note, type ReadFrom, type Stream } from "./stream.js";

/** Reads parent streams for their children: each parent once per run, however many children ask. */
export class ParentCache {
  readonly #reads = new Map<unknown, Promise<readonly JsonObject[]>>();
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
    const known = this.#reads.get(identity);
    if (known !== undefined) return known;
    const read = this.readAll(create(), FROM_SCRATCH);
    this.#reads.set(identity, read);
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
    for await (const batch of parent.read(from)) {
      for (const value of batch.rows.values) records.push(value);
      for (const note of batch.notes ?? []) this.#pass(note, parent);
    }
    return records;
  }

  /** A parent shares this cache and takes what lies in it, so a note may come by several times before a child tells it. */
  #pass(note: Note, parent: Stream): void {
    const passed = this.#passed.has(note) ? note : { ...note, text: `as a parent, ${parent.name}: ${note.text}` };
    this.#passed.add(passed);
    this.#notes.push(passed);
  }
}
