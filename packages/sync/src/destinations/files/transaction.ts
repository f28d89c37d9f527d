import { dirname, join } from "node:path";
import { DestinationError } from "../destination.js";
import { firstLineOf, makeFolder, removeFiles, tableWriteError } from "./disk.js";
import type { Manifest } from "./manifest.js";
import { type Content, type RedoLog, rowsOf, withTable } from "./manifest-content.js";
import { grown, type StagedTable } from "./staged-table.js";
import type { DuckDbStaging } from "./staging.js";
import type { TableFiles } from "./table-files.js";

/** What transactions change. */
export interface Shared {
  readonly folder: string;
  readonly manifest: Manifest;
  staging(): Promise<DuckDbStaging>;
}

/** A commit is in the manifest, but was not completed: only the next sync can do that. */
export class IncompleteCommitError extends DestinationError {
  override readonly name = "IncompleteCommitError";
}

/** Files and the manifest change together, all of it or nothing. */
export class Transaction {
  readonly #shared: Shared;
  readonly #before: Content;
  readonly #changes: ((content: Content) => Content)[] = [];
  readonly #redo: RedoLog[] = [];
  readonly #hidden: string[] = [];
  readonly #written: { readonly staged: StagedTable; readonly file: string }[] = [];

  private constructor(shared: Shared) {
    this.#shared = shared;
    this.#before = shared.manifest.content;
  }

  /**
   * Commits what the work has changed and written.
   *
   * @param hasRows whether rows are staged and written: else no staging is opened.
   */
  static async run<T>(shared: Shared, hasRows: boolean, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await shared.manifest.complete();
    const transaction = new Transaction(shared);
    const whole = async () => {
      const result = await work(transaction);
      await transaction.#commit();
      return result;
    };
    try {
      return hasRows ? await (await shared.staging()).transaction(whole) : await whole();
    } catch (error) {
      if (shared.manifest.content === transaction.#before) {
        await removeFiles(transaction.#hidden);
        throw error;
      }
      throw new IncompleteCommitError(
        `Rows are saved in ${shared.folder}, but their files could not be renamed: ${firstLineOf(error)}. Fix that; the next sync completes it.`,
        { cause: error },
      );
    }
  }

  /** The manifest gets other content. */
  change(change: (content: Content) => Content): void {
    this.#changes.push(change);
  }

  /** Removes files with the commit. */
  remove(files: readonly string[]): void {
    this.#redo.push({ moves: [], removals: files });
  }

  /** Writes rows under a hidden name; with the commit they are the table's. @returns how many rows it has then, where that is known. */
  async write(staged: StagedTable, files: TableFiles): Promise<number | undefined> {
    const { isUnchecked: _isUnchecked, ...entry } = await files.entry();
    const hidden = files.hidden();
    const path = join(this.#shared.folder, hidden);
    this.#hidden.push(path);
    const written = await writeRows(staged, path);
    const after = await files.committed(hidden, entry, staged);
    this.#redo.push(after.redo);
    this.#written.push({ staged, file: join(this.#shared.folder, after.files.at(-1) ?? hidden) });
    const columns = grown(staged.isWhole ? [] : entry.columns, staged.columns);
    const longestLine = Math.max(staged.isWhole ? 0 : entry.longestLine, staged.longestLine);
    const before = staged.isWhole ? 0 : rowsOf(entry);
    const rows = before === undefined ? undefined : before + written;
    this.change((content) => withTable(content, { ...entry, files: after.files, columns, longestLine, rows }));
    return rows;
  }

  async #commit(): Promise<void> {
    await this.#shared.manifest.commit((content) => this.#changes.reduce((before, change) => change(before), content), {
      moves: this.#redo.flatMap(({ moves }) => moves),
      removals: this.#redo.flatMap(({ removals }) => removals),
    });
    for (const { staged, file } of this.#written) await staged.committed(file);
  }
}

async function writeRows(staged: StagedTable, path: string): Promise<number> {
  try {
    await makeFolder(dirname(path));
    return await staged.write(path);
  } catch (error) {
    throw tableWriteError(error, dirname(path));
  }
}
