import { DestinationError } from "../destination.js";
import { text } from "../sql/text.js";
import type { LakeOptions } from "./attach.js";
import { catalogOf } from "./catalog.js";
import { isTransient, unavailable, withRemedy } from "./errors.js";
import { Lake } from "./lake.js";
import type { LakeLocation } from "./location.js";

/** What was done to a lake. */
export interface Maintenance {
  /** Rows of small batches that were in the catalog, and are in files now. */
  readonly flushedRows: number;
  /** Files that were merged or rewritten, and what became of them. */
  readonly mergedFiles: number;
  readonly newFiles: number;
  /** Snapshots that no reader can go back to any more. */
  readonly expiredSnapshots: number;
  /** Files that no snapshot needs. */
  readonly deletedFiles: number;
}

export interface MaintenanceOptions extends Pick<LakeOptions, "waitMs" | "environment"> {
  /** Snapshots older than so many days expire; the newest one never does. */
  readonly keepDays: number;
}

/** Files that were replaced, or whose transaction has failed, are kept for so long: a query or a sync may still be at work on them. */
const GRACE = "now() - INTERVAL 1 DAY";

/** How often a step that another program's commit gets in the way of is repeated. */
const ATTEMPTS = 5;

/**
 * Moves small batches from the catalog into files, merges small files, expires old snapshots, and deletes the files that none needs.
 *
 * @throws DestinationError if there is no lake, or it cannot be written.
 */
export async function maintain(
  location: LakeLocation,
  { keepDays, ...options }: MaintenanceOptions,
): Promise<Maintenance> {
  if ((await catalogOf(location.catalog).state()) === "nothing") {
    throw new DestinationError("There is no lake at this destination yet. Run `sluice sync SOURCE`.");
  }
  const lake = await Lake.open(location, options);
  try {
    const call = (procedure: string, ...more: readonly string[]) => step(lake, procedure, more);
    const flushed = await call("ducklake_flush_inlined_data");
    const rewritten = await call("ducklake_rewrite_data_files");
    const merged = await call("ducklake_merge_adjacent_files");
    const expired = await call("ducklake_expire_snapshots", `older_than => now() - INTERVAL ${keepDays} DAY`);
    const old = await call("ducklake_cleanup_old_files", `older_than => ${GRACE}`);
    const orphans = await call("ducklake_delete_orphaned_files", `older_than => ${GRACE}`);
    return {
      flushedRows: sum(flushed, "rows_flushed"),
      mergedFiles: sum([...rewritten, ...merged], "files_processed"),
      newFiles: sum([...rewritten, ...merged], "files_created"),
      expiredSnapshots: expired.length,
      deletedFiles: old.length + orphans.length,
    };
  } finally {
    lake.close();
  }
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Each is a transaction of its own: what is done is done, also if a later one fails. */
async function step(lake: Lake, procedure: string, more: readonly string[]): Promise<Rows> {
  const sql = `CALL ${procedure}(${[text(lake.catalog), ...more].join(", ")})`;
  for (let attempt = 1; ; attempt++) {
    try {
      await lake.recover();
      return await lake.source.inTurn(() => lake.rows(sql));
    } catch (error) {
      if (!isTransient(error)) throw withRemedy(error);
      if (attempt === ATTEMPTS) throw unavailable(error);
      lake.breaks();
    }
  }
}

function sum(rows: Rows, column: string): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}
