import { randomUUID } from "node:crypto";
import type { Table } from "../../tables/table.js";
import type { Memory, RunEnd } from "../destination.js";
import { entryOf, memoryIn, openRuns, withEnd, withEntry, withFolders, withRun, withShared } from "./books.js";
import type { Content, Manifest, StreamEntry } from "./manifest.js";
import { existingFiles } from "./table-files.js";

/** What the manifest keeps of one connection. */
export class Ledger {
  readonly #place: { readonly folder: string; readonly manifest: Manifest };
  readonly #connection: string;
  #run = "";

  constructor(place: { readonly folder: string; readonly manifest: Manifest }, connection: string) {
    this.#place = place;
    this.#connection = connection;
  }

  /** Writes down that a sync began. */
  async start(): Promise<Memory> {
    const { content } = this.#place.manifest;
    const open = openRuns(content, this.#connection);
    const notes = open.map(
      ({ startedAt }) => `The sync that began at ${startedAt} was killed; this one goes on from its last state.`,
    );
    const gone: StreamEntry[] = [];
    for (const entry of content.streams) {
      if (entry.connection !== this.#connection || entry.files.length === 0 || entry.state === undefined) continue;
      if ((await existingFiles(this.#place.folder, entry)).length > 0) continue;
      gone.push({ ...entry, state: undefined, landed: 0, files: [] });
      notes.push(`The table ${entry.schema}.${entry.table} is gone: ${entry.stream} is read from the beginning.`);
    }
    this.#run = randomUUID();
    const startedAt = new Date().toISOString();
    await this.#place.manifest.commit((before) =>
      withRun(gone.reduce(withEntry, before), {
        run: this.#run,
        connection: this.#connection,
        startedAt,
        status: "running",
        streams: [],
      }),
    );
    return memoryIn(this.#place.manifest.content, this.#connection, notes);
  }

  /** Writes down tables that rows are added to, before any come; of a replaced one the books say what is there until it is replaced. */
  async register(tables: readonly Table[], folders: readonly string[]): Promise<void> {
    const entries = await Promise.all(tables.map((table) => this.#registered(table)));
    await this.#place.manifest.commit((before) => withFolders(this.#allWith(before, entries), folders));
  }

  /** A state goes with its table: where the table is another now, none is left, not even that of all streams. */
  #allWith(before: Content, entries: readonly StreamEntry[]): Content {
    const hasMoved = entries.some(({ stream, schema, table }) => {
      const old = entryOf(before, this.#connection, stream);
      return old !== undefined && (old.schema !== schema || old.table !== table);
    });
    return entries.reduce(withEntry, hasMoved ? withShared(before, this.#connection, undefined) : before);
  }

  /** What the books say of a table that rows are added to: its file is as it was. */
  async #registered(table: Table): Promise<StreamEntry> {
    const old = this.entryOf(table);
    if (old === undefined) return this.entry(table, {});
    const files = await existingFiles(this.#place.folder, old);
    return this.entry(table, { ...old, files, columns: files.length === 0 ? table.columns : old.columns });
  }

  async end(run: RunEnd): Promise<void> {
    await this.#place.manifest.commit((before) => withEnd(before, this.#run, run));
  }

  /** What the books say of a table; nothing, if its stream's rows went elsewhere so far. */
  entryOf({ stream, schema, name }: Table): StreamEntry | undefined {
    const entry = entryOf(this.#place.manifest.content, this.#connection, stream);
    return entry?.schema === schema && entry.table === name ? entry : undefined;
  }

  /** What the books are to say of a table; nothing is known of it but this. */
  entry({ stream, schema, name: table, key, columns }: Table, known: Partial<StreamEntry>): StreamEntry {
    const nothing = { columns, state: undefined, landed: 0, files: [], longestLine: 0 };
    const whose = { connection: this.#connection, stream, schema, table, key };
    return { ...nothing, ...known, ...whose, run: this.#run, updatedAt: new Date().toISOString() };
  }
}
