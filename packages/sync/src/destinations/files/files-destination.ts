import { join } from "node:path";
import type { Table } from "../../tables/table.js";
import {
  type Batch,
  type BatchSize,
  type Destination,
  DestinationError,
  type Memory,
  type Misfit,
  type RunEnd,
} from "../destination.js";
import { repairAll } from "../repair.js";
import { Change } from "./change.js";
import { makeFolder, messageOf } from "./disk.js";
import { Drafts } from "./drafts.js";
import type { Draft, Workshop } from "./formats/format.js";
import { Ledger } from "./ledger.js";
import type { Manifest } from "./manifest.js";
import { existingFiles, TableFiles } from "./table-files.js";

/** A merge rewrites its file, so it is worth waiting for many rows. */
const BATCH_SIZE: BatchSize = { records: 1_000_000, bytes: 512 * 1024 * 1024, ageMs: 5 * 60_000 };

/** The folder that is landed in, and what all its connections share. */
export interface Place {
  readonly folder: string;
  readonly extension: string;
  readonly manifest: Manifest;
  workshop(): Promise<Workshop>;
  /** One after the other. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** The files of one source in a folder. */
export class FilesDestination implements Destination {
  readonly batchSize = BATCH_SIZE;
  readonly #place: Place;
  readonly #connection: string;
  readonly #onClose: () => void;
  readonly #ledger: Ledger;
  readonly #drafts: Drafts;
  /** Why nothing more can be landed: a commit that is in the books was not made whole. The next sync does that. */
  #broken: DestinationError | undefined;

  constructor(place: Place, connection: string, onClose: () => void) {
    this.#place = place;
    this.#connection = connection;
    this.#onClose = onClose;
    this.#ledger = new Ledger(place, connection);
    this.#drafts = new Drafts(place);
  }

  async start(): Promise<Memory> {
    return this.#alone(() => this.#ledger.start());
  }

  async begin(tables: readonly Table[]): Promise<void> {
    await this.#alone(async () => {
      const { folder, manifest } = this.#place;
      const added = tables.filter(({ mode }) => mode !== "replace");
      const folders = tables.flatMap((table) => this.#files(table).folders);
      for (const table of tables) await this.#files(table).assertIsOf(this.#connection, table, manifest.content);
      for (const place of folders) await makeFolder(join(folder, place));
      for (const table of tables) {
        await this.#drafts.drop(table.stream);
        if (table.mode === "replace") await this.#drafts.openAside(table); // it enters the books when it is the table
      }
      await this.#ledger.register(added, folders);
    });
  }

  async commit(batches: readonly Batch[], shared?: string): Promise<readonly (readonly Misfit[])[]> {
    return this.#alone(async () => {
      try {
        return await this.#commit(batches, shared);
      } catch (error) {
        if (this.#broken !== undefined || !(await repairAll(batches))) throw error;
        return this.#commit(batches, shared);
      }
    });
  }

  async #commit(batches: readonly Batch[], shared: string | undefined): Promise<readonly (readonly Misfit[])[]> {
    const drafts = new Map<string, Draft>();
    for (const { table, records } of batches) {
      if (records > 0) drafts.set(table.stream, await this.#drafts.of(table, this.#ledger.entryOf(table)));
    }
    try {
      const misfits = await this.#atomically(drafts.size > 0, async (change) => {
        const found: (readonly Misfit[])[] = [];
        for (const batch of batches) {
          const draft = batch.records > 0 ? drafts.get(batch.table.stream) : undefined;
          found.push((await draft?.add(batch)) ?? []);
          if (batch.table.mode !== "replace") await this.#enter(change, batch, draft);
        }
        if (shared !== undefined) change.share(this.#connection, shared);
        return found;
      });
      for (const batch of batches) if (batch.table.mode === "replace") this.#drafts.count(batch);
      return misfits;
    } finally {
      for (const { table } of batches) if (table.mode === "append") await drafts.get(table.stream)?.drop();
    }
  }

  async #enter(change: Change, { table, records, state, longestLine }: Batch, draft: Draft | undefined): Promise<void> {
    const before = this.#ledger.entryOf(table) ?? this.#ledger.entry(table, {});
    const entry = this.#ledger.entry(table, {
      ...before,
      key: table.key,
      state: state ?? before.state,
      landed: before.landed + records,
      longestLine: Math.max(before.longestLine, longestLine),
    });
    if (draft === undefined) change.note(entry);
    else await change.write(draft, this.#files(table), entry);
  }

  async finish(table: Table, state: string | undefined): Promise<void> {
    await this.#alone(async () => {
      const aside = this.#drafts.aside(table.stream);
      const before = this.#ledger.entryOf(table);
      if (aside === undefined && (before?.files.length ?? 0) > 0) return;
      await this.#files(table).assertIsOf(this.#connection, table, this.#place.manifest.content);
      const draft = await this.#drafts.of(table, this.#ledger.entryOf(table));
      const files = before === undefined ? [] : await existingFiles(this.#place.folder, before);
      const { records: landed, longestLine } = aside ?? { records: 0, longestLine: 0 };
      // rows that nobody sent are a file too: a reader finds the table, and its columns
      const entry = this.#ledger.entry(
        table,
        aside === undefined ? { ...before, files } : { files, landed, longestLine, state },
      );
      await this.#atomically(true, (change) => {
        if (table.mode === "replace") change.share(this.#connection, undefined); // it is of the rows before
        return change.write(draft, this.#files(table), entry);
      });
      if (table.mode !== "merge") await this.#drafts.drop(table.stream, draft);
    });
  }

  async abandon(table: Table): Promise<void> {
    await this.#alone(() => this.#drafts.drop(table.stream));
  }

  async end(run: RunEnd): Promise<void> {
    await this.#place.alone(() => this.#ledger.end(run));
  }

  async close(): Promise<void> {
    try {
      await this.#place.alone(() => this.#drafts.close());
    } finally {
      this.#onClose();
    }
  }

  /** @param hasRows whether rows are made ready for it: without them no workshop is needed. */
  async #atomically<T>(hasRows: boolean, work: (change: Change) => Promise<T>): Promise<T> {
    const change = new Change(this.#place.folder, this.#place.manifest);
    const whole = async () => {
      const result = await work(change);
      await change.commit();
      return result;
    };
    try {
      return hasRows ? await (await this.#place.workshop()).atomically(whole) : await whole();
    } catch (error) {
      if (!change.isInBooks) {
        await change.undo();
        throw error;
      }
      this.#broken = new DestinationError(
        `What was landed in ${this.#place.folder} has not got its place yet: ${messageOf(error)}. Mend that; the next sync goes on from there.`,
        { cause: error },
      );
      throw this.#broken;
    }
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#place.alone(async () => {
      if (this.#broken !== undefined) throw this.#broken;
      return work();
    });
  }

  #files(table: Table): TableFiles {
    return new TableFiles(this.#place.folder, this.#place.extension, table);
  }
}
