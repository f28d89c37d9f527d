import { rm } from "node:fs/promises";
import { join } from "node:path";
import { WorkFolder } from "../../../source/folder.js";
import type { Column, Table } from "../../../tables/table.js";
import type { Batch, Misfit } from "../../destination.js";
import { type Draft, type Format, grown, type OldRows, type Workshop } from "./format.js";
import { keyIn, landedLine } from "./jsonl-line.js";
import { eachLine, LineWriter } from "./lines.js";

/** The records themselves, a line each: no type bends them, and no digit is lost. */
export const JSONL: Format = { name: "jsonl", openWorkshop: () => JsonlWorkshop.open() };

class JsonlWorkshop implements Workshop {
  readonly #folder: WorkFolder;
  readonly #drafts = new Set<JsonlDraft>();
  #made = 0;

  private constructor(folder: WorkFolder) {
    this.#folder = folder;
  }

  static async open(): Promise<JsonlWorkshop> {
    return new JsonlWorkshop(await WorkFolder.open());
  }

  async draft(table: Table, old: OldRows | undefined): Promise<Draft> {
    const spool = join(this.#folder.path, `rows-${++this.#made}.jsonl`);
    const draft: JsonlDraft = new JsonlDraft(table, old, { spool, onDrop: () => this.#drafts.delete(draft) });
    this.#drafts.add(draft);
    return draft;
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    for (const draft of this.#drafts) draft.mark();
    try {
      return await work();
    } catch (error) {
      for (const draft of this.#drafts) draft.reset();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#folder.remove();
  }
}

/** Takes lines into a file of its own; the last of each key is found when they are written. Only keys are in memory. */
class JsonlDraft implements Draft {
  readonly columns: readonly Column[];
  readonly #spool: string;
  readonly #onDrop: () => void;
  /** The fields of the key, as the source spells them. */
  readonly #key: readonly string[];
  #old: string | undefined;
  /** How many bytes of the spool count: those behind are of a batch that failed. */
  #length = 0;
  #marked = 0;

  constructor(
    table: Table,
    old: OldRows | undefined,
    { spool, onDrop }: { readonly spool: string; readonly onDrop: () => void },
  ) {
    const fields = new Map(table.columns.map(({ name, field }) => [name, field]));
    this.columns = grown(old?.columns ?? [], table.columns);
    this.#key = table.mode === "append" ? [] : table.key.map((name) => fields.get(name) ?? name);
    this.#old = old?.file;
    this.#spool = spool;
    this.#onDrop = onDrop;
  }

  mark(): void {
    this.#marked = this.#length;
  }

  reset(): void {
    this.#length = this.#marked;
  }

  async add({ file }: Batch): Promise<readonly Misfit[]> {
    const writer = await LineWriter.open(this.#spool, this.#length);
    try {
      await eachLine(file, (line) => writer.add(...landedLine(line)), { settled: () => writer.flush() });
    } finally {
      await writer.close();
    }
    this.#length = writer.length;
    return [];
  }

  async write(file: string): Promise<void> {
    const last = await this.#lastOfEachKey();
    const writer = await LineWriter.open(file);
    const settled = () => writer.flush();
    try {
      if (this.#old !== undefined) {
        const keep = (line: Buffer) => {
          if (!last.has(keyIn(line, this.#key))) writer.add(line);
        };
        await eachLine(this.#old, this.#key.length === 0 ? (line) => writer.add(line) : keep, { settled });
      }
      let number = 0;
      const add = (line: Buffer) => {
        if (this.#key.length === 0 || last.get(keyIn(line, this.#key)) === number) writer.add(line);
        number++;
      };
      await eachLine(this.#spool, add, { length: this.#length, settled });
    } finally {
      await writer.close();
    }
  }

  /** The number of the last line of each key. */
  async #lastOfEachKey(): Promise<ReadonlyMap<string, number>> {
    const last = new Map<string, number>();
    let number = 0;
    if (this.#key.length > 0) {
      await eachLine(this.#spool, (line) => last.set(keyIn(line, this.#key), number++), { length: this.#length });
    }
    return last;
  }

  async landed(file: string): Promise<void> {
    this.#old = file;
    this.#length = 0;
  }

  async drop(): Promise<void> {
    this.#onDrop();
    await rm(this.#spool, { force: true });
  }
}
