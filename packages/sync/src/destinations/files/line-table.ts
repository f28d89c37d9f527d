import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStaged, type Table } from "../../tables/table.js";
import type { Batch, TypeMismatch } from "../destination.js";
import type { Database } from "../duckdb/database.js";
import { repair } from "../repair.js";
import { noneLeftError } from "../sql/absent-rows.js";
import { isOfFiles } from "./disk.js";
import * as lines from "./lines.js";
import type { FileColumn } from "./manifest-content.js";
import { changedFileError, copiedRows, type FormerRows, type NamedStaging, type StagedTable } from "./staged-table.js";

/**
 * Lines of JSON: `{"_sluice_id":"…","_sluice_synced_at":"…",` and then the members of the record, byte for byte. DuckDB streams them as
 * whole texts from file to file, and only has their ids in a table: a table of lines takes four times as much memory. Each batch becomes
 * a file of lines; when the rows are written, the ids show which lines count.
 */
export class LineTable implements StagedTable {
  readonly columns: readonly FileColumn[];
  readonly isWhole: boolean;
  longestLine: number;
  readonly #database: Database;
  /** As it is finished, where a read is applied to its former lines. */
  #table: Table;
  /** The ids, each with the number of the last batch that has it, in a table as SQL names it. A batch without a key has one row. */
  readonly #ids: string;
  readonly #folder: string;
  #former: readonly string[];
  /** How many lines the files of batches have. */
  readonly #counts = new Map<number, number>();

  private constructor(database: Database, folder: string, { name, ...staging }: NamedStaging) {
    this.columns = staging.columns;
    this.isWhole = staging.isWhole;
    this.longestLine = staging.former?.longestLine ?? 0;
    this.#database = database;
    this.#table = staging.table;
    this.#ids = name;
    this.#folder = folder;
    this.#former = staging.former?.files ?? [];
  }

  /** @param folder for the batches, which is made here. */
  static async create(database: Database, folder: string, staging: NamedStaging): Promise<LineTable> {
    await mkdir(folder);
    await database.run(`CREATE TABLE ${staging.name} (id UUID, batch INTEGER)`);
    return new LineTable(database, folder, staging);
  }

  async add({ file, longestLine }: Batch): Promise<readonly TypeMismatch[]> {
    this.longestLine = Math.max(this.longestLine, longestLine);
    const batch = Math.max(0, ...(await this.#batches())) + 1;
    const added = lines.linesIn([file], longestLine);
    const [repeats] = await this.#database.rows(lines.repeatsIn(added));
    if (Number(repeats?.["lines"]) > 0) await repair(file); // many readers refuse such objects
    const isRemoving = this.#isKeyed && this.#table.deletes === "remove";
    const how = { isKeyed: this.#isKeyed, isRemoving };
    const written = await this.#database.rows(lines.copied(lines.linesOfBatch(added, how), this.#fileOf(batch)));
    this.#counts.set(batch, copiedRows(written));
    if (!this.#isKeyed) {
      await this.#database.run(`INSERT INTO ${this.#ids} VALUES (NULL, ${batch})`);
      return [];
    }
    if (isRemoving) await this.#replaceIds(lines.removedIds(added), isStaged(this.#table) ? undefined : batch);
    await this.#replaceIds(`SELECT ${lines.ID} AS id FROM ${this.#lines([this.#fileOf(batch)])}`, batch);
    return [];
  }

  /** @param batch which has them now; none where it is undefined. */
  async #replaceIds(ids: string, batch: number | undefined): Promise<void> {
    await this.#database.run(`DELETE FROM ${this.#ids} WHERE id IN (${ids})`);
    if (batch !== undefined) await this.#database.run(`INSERT INTO ${this.#ids} SELECT id, ${batch} FROM (${ids})`);
  }

  async applyTo(table: Table, { files, longestLine }: FormerRows): Promise<number> {
    this.#table = table;
    this.#former = files;
    this.longestLine = Math.max(this.longestLine, longestLine);
    const { how = "keep", allowsNone = false } = table.absent ?? {};
    if (how === "keep") return 0;
    const isAbsent = `NOT ${this.#isPresent(await this.#batches())}`;
    const isCounted = how === "mark" ? `${isAbsent} AND NOT ${lines.IS_MARKED}` : isAbsent;
    const found = await this.#database.rows(
      `SELECT count(*) AS count, (SELECT count(*) FROM ${this.#ids}) AS read FROM ${this.#lines(files)} WHERE ${isCounted}`,
    );
    const [deleted = 0, read] = found.flatMap(({ count, read }) => [Number(count), Number(read)]);
    if (deleted > 0 && read === 0 && !allowsNone) throw noneLeftError(table);
    return deleted;
  }

  async write(file: string): Promise<number> {
    const batches = await this.#batches();
    const [first] = batches;
    const isOne = this.#former.length === 0 && batches.length === 1 && first !== undefined;
    if (isOne) {
      await copyFile(this.#fileOf(first), file);
      return this.#counts.get(first) ?? 0;
    }
    const parts = this.#table.mode === "reconcile" ? [] : batches.map((batch) => this.#linesOf(batch));
    if (this.#former.length > 0) parts.unshift(this.#formerLines(batches));
    try {
      const all = parts.join(" UNION ALL ") || "SELECT '' AS json WHERE false";
      return copiedRows(await this.#database.rows(lines.copied(all, file)));
    } catch (error) {
      if (this.#former.length === 0 || isOfFiles(error)) throw error;
      throw changedFileError(this.#table, this.#former.join(", "), error);
    }
  }

  /** The lines of a batch that no later one replaces. */
  #linesOf(batch: number): string {
    const all = `SELECT json FROM ${this.#lines([this.#fileOf(batch)])}`;
    return this.#isKeyed ? `${all} WHERE ${lines.ID} IN (SELECT id FROM ${this.#ids} WHERE batch = ${batch})` : all;
  }

  /** The lines of the table's file that none of these batches replaces, as they are now. */
  #formerLines(batches: readonly number[]): string {
    const from = this.#lines(this.#former);
    const { mode, absent: { how } = { how: "keep" } } = this.#table;
    const isPresent = this.#isPresent(batches);
    const absent = how === "mark" ? lines.MARKED : "json";
    if (mode !== "reconcile") return `SELECT ${absent} AS json FROM ${from} WHERE NOT ${isPresent}`;
    if (how === "remove") return `SELECT ${lines.UNMARKED} AS json FROM ${from} WHERE ${isPresent}`;
    return `SELECT CASE WHEN ${isPresent} THEN ${lines.UNMARKED} ELSE ${absent} END AS json FROM ${from}`;
  }

  /** Whether a line of the table's file is in these batches too. */
  #isPresent(batches: readonly number[]): string {
    if (!this.#isKeyed || batches.length === 0) return "false";
    const isSame = `${lines.ID} IN (SELECT id FROM ${this.#ids})`;
    const { formerKey, known } = this.#table;
    if (formerKey === undefined) return `(${isSame})`;
    const fields = formerKey.map((name) => known.find((column) => column.name === name)?.field ?? name);
    const key = lines.formerKeyOf(fields);
    const added = this.#lines(batches.map((batch) => this.#fileOf(batch)));
    return `(${isSame} OR (${lines.IS_FORMER} AND ${key} IN (SELECT ${key} FROM ${added})))`;
  }

  async committed(file: string): Promise<void> {
    for (const batch of await this.#batches()) await rm(this.#fileOf(batch), { force: true });
    await this.#database.run(`DELETE FROM ${this.#ids}`);
    this.#former = [file];
  }

  async drop(): Promise<void> {
    await this.#database.run(`DROP TABLE IF EXISTS ${this.#ids}`);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Those of a transaction that failed are not among them. */
  async #batches(): Promise<readonly number[]> {
    const rows = await this.#database.rows(`SELECT DISTINCT batch FROM ${this.#ids} ORDER BY batch`);
    return rows.map(({ batch }) => Number(batch));
  }

  #fileOf(batch: number): string {
    return join(this.#folder, `${batch}.jsonl`);
  }

  #lines(files: readonly string[]): string {
    return lines.linesIn(files, this.longestLine);
  }

  get #isKeyed(): boolean {
    return this.#table.key.length > 0;
  }
}
