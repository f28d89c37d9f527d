import { join } from "node:path";
import type { Table } from "../../tables/table.js";
import { type Batch, DestinationError } from "../destination.js";
import type { Draft, OldRows, Workshop } from "./formats/format.js";
import type { StreamEntry } from "./manifest.js";
import { TableFiles } from "./table-files.js";

/** What lies aside of a table that is replaced. */
export interface Aside {
  readonly records: number;
  /** In bytes. */
  readonly longestLine: number;
}

/** The drafts of one sync, by stream: rows aside, of tables that are replaced, and what is in the files, of tables that are merged. */
export class Drafts {
  readonly #place: { readonly folder: string; readonly extension: string; workshop(): Promise<Workshop> };
  readonly #drafts = new Map<string, Draft>();
  readonly #aside = new Map<string, Aside>();

  constructor(place: { readonly folder: string; readonly extension: string; workshop(): Promise<Workshop> }) {
    this.#place = place;
  }

  /** For the rows of a table that is replaced. */
  async openAside(table: Table): Promise<void> {
    this.#drafts.set(table.stream, await (await this.#place.workshop()).draft(table, undefined));
    this.#aside.set(table.stream, { records: 0, longestLine: 0 });
  }

  aside(stream: string): Aside | undefined {
    return this.#aside.get(stream);
  }

  /** A batch lies aside. */
  count({ table, records, longestLine }: Batch): void {
    const before = this.#aside.get(table.stream) ?? { records: 0, longestLine: 0 };
    this.#aside.set(table.stream, {
      records: records + before.records,
      longestLine: Math.max(longestLine, before.longestLine),
    });
  }

  /**
   * Where a table's rows go now. The draft of a merged one has all of its rows, which are read once; that of a part is the caller's
   * to drop.
   *
   * @param entry what the books say of the table.
   */
  async of(table: Table, entry: StreamEntry | undefined): Promise<Draft> {
    const known = this.#drafts.get(table.stream);
    if (known !== undefined) return known;
    const workshop = await this.#place.workshop();
    if (table.mode === "append") return workshop.draft(table, undefined);
    const draft = await workshop.draft(table, entry === undefined ? undefined : this.#oldRows(table, entry));
    this.#drafts.set(table.stream, draft);
    return draft;
  }

  #oldRows(table: Table, { files, columns, landed, longestLine }: StreamEntry): OldRows | undefined {
    const { folder, extension } = this.#place;
    const { single } = new TableFiles(folder, extension, table);
    if (files.includes(single)) return { file: join(folder, single), columns, longestLine };
    if (files.length === 0 || landed === 0) return undefined;
    throw new DestinationError(
      `The rows of ${table.schema}.${table.name} are in parts, for they had no key. To merge by one, read the stream anew: ` +
        `--full-refresh --streams ${table.stream}`,
    );
  }

  async drop(stream: string, draft = this.#drafts.get(stream)): Promise<void> {
    this.#drafts.delete(stream);
    this.#aside.delete(stream);
    await draft?.drop();
  }

  async close(): Promise<void> {
    for (const stream of [...this.#drafts.keys()]) await this.drop(stream);
  }
}
