/** Every destination with one way to sync into it through the command line, and one way to look at what is there. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect } from "@jest/globals";
import { query, type Ran, sluice } from "../cli/support.js";
import { WITHOUT_EXTENSIONS } from "../destinations/duckdb-extensions.js";
import { Files, FORMATS } from "../destinations/files-support.js";
import { fileLake, LAKE_ENVIRONMENT, withLake } from "../destinations/lake-support.js";
import { BINARIES, PostgresServer, WITHOUT } from "../destinations/postgres-server.js";
import { type Given, type Source, writeSource } from "./source.js";

/** The `ended` event of `--json`. */
export interface Ended {
  readonly ok: boolean;
  readonly streams: readonly StreamEnd[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface StreamEnd {
  readonly stream: string;
  readonly schema: string;
  readonly table: string;
  readonly status: string;
  readonly read: number;
  readonly loaded: number;
  readonly deleted: number;
  readonly typeMismatches: readonly { readonly field: string; readonly values: number }[];
  readonly changes: readonly { readonly kind: string; readonly column: string }[];
  readonly error?: string;
}

export interface Synced extends Ran {
  /** Undefined where the sync did not begin. */
  readonly ended: Ended | undefined;
  /** What the source was given by each of its reads. */
  readonly given: readonly Given[];
}

export type TextRow = readonly (string | null)[];

export type DestinationName = "DuckDB" | "Postgres" | "Parquet" | "CSV" | "JSONL" | "Lake";

export const DATABASES: readonly DestinationName[] = ["DuckDB", "Postgres"];
export const TYPED: readonly DestinationName[] = [...DATABASES, "Parquet", "CSV"];
export const ALL: readonly DestinationName[] = [...TYPED, "JSONL"];
/** A lake differs from a DuckDB file in its commits and its files, so only some suites try it. */
export const ALL_AND_LAKE: readonly DestinationName[] = [...ALL, "Lake"];

/** Registers the tests for each kind of destination; each test has an empty one. */
export function onEachDestination(kinds: readonly DestinationName[], tests: (place: TestDestination) => void): void {
  for (const kind of kinds) {
    const why = missing(kind);
    (why === "" ? describe : describe.skip)(`${kind}${why}`, () => {
      const place = placeOf(kind);
      beforeEach(() => place.open());
      afterEach(() => place.close());
      tests(place);
    });
  }
}

/** Why a kind cannot be tried on this machine; "" if it can. */
function missing(kind: DestinationName): string {
  if (kind === "Postgres" && BINARIES === undefined) return WITHOUT;
  return kind === "Lake" ? WITHOUT_EXTENSIONS : "";
}

function placeOf(kind: DestinationName): TestDestination {
  switch (kind) {
    case "DuckDB":
      return new DuckDbPlace();
    case "Lake":
      return new LakePlace();
    case "Postgres":
      return new PostgresPlace();
    default:
      return new FilesPlace(kind);
  }
}

/** One destination, its folder and the sources of a test. */
export abstract class TestDestination {
  folder = "";
  abstract readonly kind: DestinationName;
  /** For `--to`. */
  abstract readonly to: string;

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  /** The values of these columns as text, sorted. */
  abstract rows(schema: string, table: string, columns: readonly string[]): Promise<readonly TextRow[]>;
  /** The ids of a table of `acme`, each as often as it is there. */
  async ids(table: string): Promise<readonly number[]> {
    const rows = await this.rows("acme", table, ["id"]);
    return rows.map(([id]) => Number(id)).sort((one, other) => one - other);
  }

  abstract columns(schema: string, table: string): Promise<readonly string[]>;
  /** The names of tables and views, sorted. */
  abstract tables(schema: string): Promise<readonly string[]>;
  /** All that is in its tables, as text. */
  abstract dump(): Promise<string>;
  /** SQL that a user runs past us; only databases have it. */
  abstract run(sql: string): Promise<void>;

  /** Runs a command of ours here. */
  sluice(command: string, ...args: string[]): Promise<Ran> {
    return sluice(this.folder, [command, "--to", this.to, ...args]);
  }

  /** Runs `sluice sync --json` with this source, as the connection `acme` unless a flag says otherwise. */
  async sync(source: Source, ...flags: string[]): Promise<Synced> {
    await writeSource(this.folder, source);
    const givenFile = join(this.folder, "given.jsonl");
    await rm(givenFile, { force: true });
    const ran = await this.sluice("sync", "./source-acme.js", "--json", ...flags);
    const ended = linesOf<Ended & { readonly event: string }>(ran.stdout).find(({ event }) => event === "ended");
    return { ...ran, ended, given: linesOf<Given>(await readFile(givenFile, "utf8").catch(() => "")) };
  }
}

/** Expects that everything arrived. */
export function expectComplete({ status, ended, stderr }: Synced): void {
  const failed = ended?.streams.flatMap(({ stream, error }) => (error === undefined ? [] : [[stream, error]]));
  expect({ status, failed, errors: ended?.errors, stderr }).toEqual({ status: 0, failed: [], errors: [], stderr: "" });
}

/** The streams that failed. */
export function failedIn({ ended }: Synced): readonly string[] | undefined {
  return ended?.streams.filter(({ status }) => status !== "COMPLETE").map(({ stream }) => stream);
}

/** Why a stream failed; empty where it did not, and where it did not begin. */
export function errorOf({ ended }: Synced, stream: string): string {
  return ended?.streams.find((one) => one.stream === stream)?.error ?? "";
}

function linesOf<T>(text: string): readonly T[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as T);
}

function sorted(rows: readonly TextRow[]): readonly TextRow[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** A database is asked in SQL that both of ours read. */
abstract class DatabasePlace extends TestDestination {
  protected abstract select(sql: string): Promise<readonly Record<string, unknown>[]>;

  async rows(schema: string, table: string, columns: readonly string[]): Promise<readonly TextRow[]> {
    const values = columns.map((column, index) => `CAST("${column}" AS text) AS c${index}`);
    const found = await this.select(`SELECT ${values.join(", ")} FROM "${schema}"."${table}"`);
    return sorted(found.map((row) => columns.map((_, index) => cellText(row[`c${index}`]))));
  }

  columns(schema: string, table: string): Promise<readonly string[]> {
    return this.#names("column", `columns WHERE table_schema = '${schema}' AND table_name = '${table}'`);
  }

  tables(schema: string): Promise<readonly string[]> {
    return this.#names("table", `tables WHERE table_schema = '${schema}'`);
  }

  async dump(): Promise<string> {
    const where = "table_catalog = current_database() AND table_schema NOT IN ('pg_catalog', 'information_schema')";
    const all = await this.select(
      `SELECT table_schema AS s, table_name AS t FROM information_schema.tables WHERE ${where}`,
    );
    let text = "";
    for (const { s, t } of all) text += `${t}: ${JSON.stringify(await this.select(`SELECT * FROM "${s}"."${t}"`))}\n`;
    return text;
  }

  async #names(what: string, from: string): Promise<readonly string[]> {
    const found = await this.select(`SELECT ${what}_name AS name FROM information_schema.${from}`);
    return found.map(({ name }) => String(name)).sort();
  }
}

class DuckDbPlace extends DatabasePlace {
  readonly kind = "DuckDB";
  get #file(): string {
    return join(this.folder, "warehouse.duckdb");
  }
  get to(): string {
    return `duckdb:${this.#file}`;
  }
  protected select(sql: string): Promise<readonly Record<string, unknown>[]> {
    return query(this.#file, sql);
  }
  async run(sql: string): Promise<void> {
    await query(this.#file, sql);
  }
}

class LakePlace extends DatabasePlace {
  readonly kind = "Lake";
  get to(): string {
    return `ducklake:${fileLake(this.folder).address}`;
  }
  override sluice(command: string, ...args: string[]): Promise<Ran> {
    return sluice(this.folder, [command, "--to", this.to, ...args], LAKE_ENVIRONMENT);
  }
  protected select(sql: string): Promise<readonly Record<string, unknown>[]> {
    return withLake(fileLake(this.folder), (database) => database.rows(sql));
  }
  run(sql: string): Promise<void> {
    return withLake(fileLake(this.folder), (database) => database.run(sql));
  }
}

let server: Promise<PostgresServer> | undefined;
let databases = 0;
afterAll(async () => (await server)?.stop());

class PostgresPlace extends DatabasePlace {
  readonly kind = "Postgres";
  to = "";
  #database = "";

  override async open(): Promise<void> {
    await super.open();
    server ??= PostgresServer.start();
    this.#database = `test_${++databases}`;
    await (await server).create(this.#database);
    this.to = (await server).url(this.#database);
  }
  protected async select(sql: string): Promise<readonly Record<string, unknown>[]> {
    return (await server)?.with(this.#database, (session) => session.rows(sql)) ?? [];
  }
  async run(sql: string): Promise<void> {
    await (await server)?.with(this.#database, (session) => session.run(sql));
  }
}

class FilesPlace extends TestDestination {
  readonly kind: DestinationName;
  readonly #format: Format;

  constructor(kind: DestinationName) {
    super();
    this.kind = kind;
    this.#format = formatOf(kind);
  }
  get #files(): Files {
    return new Files(join(this.folder, "lake"), this.#format);
  }
  get to(): string {
    return `${this.#format}:lake`;
  }
  async rows(schema: string, table: string, columns: readonly string[]): Promise<readonly TextRow[]> {
    const found = await this.#all(schema, table);
    return sorted(found.map((row) => columns.map((column) => cellText(row[column]))));
  }
  async columns(schema: string, table: string): Promise<readonly string[]> {
    return [...new Set((await this.#all(schema, table)).flatMap((row) => Object.keys(row)))];
  }
  tables(schema: string): Promise<readonly string[]> {
    return this.#files.tables(schema);
  }
  async dump(): Promise<string> {
    const rows = await Promise.all((await this.tables("acme")).map((table) => this.#all("acme", table)));
    return JSON.stringify(rows);
  }
  run(): Promise<void> {
    throw new Error("no SQL is run on files");
  }

  /** Long integers of JSON lines as text, for their digits. */
  async #all(schema: string, table: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (this.kind !== "JSONL") return this.#files.rows(schema, table);
    const texts = await Promise.all((await this.#files.of(schema, table)).map((file) => readFile(file, "utf8")));
    return linesOf(texts.join("\n").replace(/(?<=[:,[]\s*)-?\d{16,}(?=\s*[,}\]])/g, '"$&"'));
  }
}

type Format = (typeof FORMATS)[number];

function formatOf(kind: DestinationName): Format {
  const format = FORMATS.find((name) => name === kind.toLowerCase());
  if (format === undefined) throw new Error(`there is no format ${kind}`);
  return format;
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
