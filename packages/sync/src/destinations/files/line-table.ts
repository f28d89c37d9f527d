import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { OWN_COLUMNS, type Table } from "../../tables/table.js";
import type { Batch, TypeMismatch } from "../destination.js";
import type { Database } from "../duckdb/database.js";
import { idOf, isFormer } from "../duckdb/sql.js";
import { repair } from "../repair.js";
import { text } from "../sql/text.js";
import { isOfFiles } from "./disk.js";
import type { FileColumn } from "./manifest-content.js";
import { changedFileError, copiedRows, type StagedTable, type Staging } from "./staged-table.js";

const BEFORE_ID = `{"${OWN_COLUMNS.id}":"`;
const BEFORE_TIME = `","${OWN_COLUMNS.syncedAt}":`;
/** Our own members are at most so long, in bytes; they are longer than the envelope that they replace. */
const OWN_BYTES = 256;

/** The id of a line. */
const ID = `CAST(substr(CAST(json AS VARCHAR), ${BEFORE_ID.length + 1}, 36) AS UUID)`;

/** Whether version 1 wrote the line. */
const IS_FORMER = isFormer(ID);

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
  readonly #table: Table;
  /** The ids, each with the number of the last batch that has it, in a table as SQL names it. A batch without a key has one row. */
  readonly #ids: string;
  readonly #folder: string;
  #former: readonly string[];
  /** How many lines the files of batches have. */
  readonly #counts = new Map<number, number>();

  private constructor(database: Database, folder: string, { name, ...staging }: Staging & { readonly name: string }) {
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
  static async create(
    database: Database,
    folder: string,
    staging: Staging & { readonly name: string },
  ): Promise<LineTable> {
    await mkdir(folder);
    await database.run(`CREATE TABLE ${staging.name} (id UUID, batch INTEGER)`);
    return new LineTable(database, folder, staging);
  }

  async add({ file, longestLine }: Batch): Promise<readonly TypeMismatch[]> {
    this.longestLine = Math.max(this.longestLine, longestLine);
    const batch = Math.max(0, ...(await this.#batches())) + 1;
    const lines = linesIn([file], longestLine);
    const [repeats] = await this.#database.rows(repeatsIn(lines));
    if (Number(repeats?.["lines"]) > 0) await repair(file); // many readers refuse such objects
    const written = await this.#database.rows(copied(linesOfBatch(lines, this.#isKeyed), this.#fileOf(batch)));
    this.#counts.set(batch, copiedRows(written));
    if (this.#isKeyed) {
      const ids = `SELECT ${ID} FROM ${this.#lines([this.#fileOf(batch)])}`;
      await this.#database.run(`DELETE FROM ${this.#ids} WHERE id IN (${ids})`);
      await this.#database.run(`INSERT INTO ${this.#ids} SELECT *, ${batch} FROM (${ids})`);
    } else {
      await this.#database.run(`INSERT INTO ${this.#ids} VALUES (NULL, ${batch})`);
    }
    return [];
  }

  async write(file: string): Promise<number> {
    const batches = await this.#batches();
    const [first] = batches;
    const isOne = this.#former.length === 0 && batches.length === 1 && first !== undefined;
    if (isOne) {
      await copyFile(this.#fileOf(first), file);
      return this.#counts.get(first) ?? 0;
    }
    const parts = batches.map((batch) => this.#linesOf(batch));
    if (this.#former.length > 0) parts.unshift(this.#formerLines(batches));
    try {
      const lines = parts.join(" UNION ALL ") || "SELECT '' AS json WHERE false";
      return copiedRows(await this.#database.rows(copied(lines, file)));
    } catch (error) {
      if (this.#former.length === 0 || isOfFiles(error)) throw error;
      throw changedFileError(this.#table, this.#former.join(", "), error);
    }
  }

  /** The lines of a batch that no later one replaces. */
  #linesOf(batch: number): string {
    const lines = `SELECT json FROM ${this.#lines([this.#fileOf(batch)])}`;
    return this.#isKeyed ? `${lines} WHERE ${ID} IN (SELECT id FROM ${this.#ids} WHERE batch = ${batch})` : lines;
  }

  /** The lines of the table's file that none of these batches replaces. */
  #formerLines(batches: readonly number[]): string {
    const lines = `SELECT json FROM ${this.#lines(this.#former)}`;
    if (!this.#isKeyed || batches.length === 0) return lines;
    const kept = `${lines} WHERE ${ID} NOT IN (SELECT id FROM ${this.#ids})`;
    const { formerKey, known } = this.#table;
    if (formerKey === undefined) return kept;
    const fields = formerKey.map((name) => known.find((column) => column.name === name)?.field ?? name);
    const added = this.#lines(batches.map((batch) => this.#fileOf(batch)));
    return `${kept} AND NOT (${IS_FORMER} AND ${formerKeyOf(fields)} IN (SELECT ${formerKeyOf(fields)} FROM ${added}))`;
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
    return linesIn(files, this.longestLine);
  }

  get #isKeyed(): boolean {
    return this.#table.key.length > 0;
  }
}

/** The lines of files, as `json`. @param longestLine of the batches in them, in bytes. */
function linesIn(files: readonly string[], longestLine: number): string {
  return `read_ndjson_objects([${files.map(text).join(", ")}], maximum_object_size = ${longestLine + OWN_BYTES})`;
}

/** Writes lines. No control character is in a line of JSON, so that these here neither occur in it nor have to be escaped. */
function copied(lines: string, file: string): string {
  return (
    `COPY (SELECT json FROM (${lines})) TO ${text(file)} ` +
    "(FORMAT csv, HEADER false, DELIMITER '\u0001', NULLSTR '\u0002', QUOTE '', ESCAPE '', USE_TMP_FILE false)"
  );
}

/** Counts lines with an object that has two members of one name: a VARIANT has only one of them. Blanks make a line longer too. */
function repeatsIn(lines: string): string {
  const once = "coalesce(strlen(CAST(TRY_CAST(CAST(json AS VARIANT) AS JSON) AS VARCHAR)), 0)";
  const rows = `SELECT CAST(json AS VARCHAR) AS line, ${once} AS once FROM ${lines}`;
  return `SELECT count(*) AS lines FROM (${rows}) WHERE once < strlen(line) AND once < strlen(CAST(json(line) AS VARCHAR))`;
}

/** The lines of a batch file as `RecordEncoder` writes it for untyped destinations. Of records with one key the last stays. */
function linesOfBatch(batch: string, isKeyed: boolean): string {
  const heads = `SELECT CAST(json AS VARCHAR) AS line, json_extract_string(json, ['/ordinal', '/emitted_at', '/key']) AS head FROM ${batch}`;
  const last = `SELECT max(CAST(head[1] AS BIGINT)) FROM (${heads}) GROUP BY head[3]`;
  const parts =
    `SELECT ${isKeyed ? idOf("head[3]") : "uuidv7()"} AS id, make_timestamptz(CAST(head[2] AS BIGINT) * 1000) AS time, ` +
    `line[strpos(line, ',"record":{') + 11:-2] AS members FROM (${heads})` +
    (isKeyed ? ` WHERE CAST(head[1] AS BIGINT) IN (${last})` : "");
  const time = `coalesce('"' || strftime(time, '%Y-%m-%dT%H:%M:%S.%gZ') || '"', 'null')`;
  const comma = "CASE WHEN regexp_matches(members, '^\\s*\\}') THEN '' ELSE ',' END";
  return `SELECT '${BEFORE_ID}' || id || '${BEFORE_TIME}' || ${time} || ${comma} || members AS json FROM (${parts})`;
}

/** The values of a key's fields in a line, by which version 1 compared rows: a field that is missing is null. */
function formerKeyOf(fields: readonly string[]): string {
  const pointers = fields.map((field) => text(`/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`));
  return pointers.map((at) => `coalesce(CAST(json_extract(json, ${at}) AS VARCHAR), 'null')`).join(" || ',' || ");
}
