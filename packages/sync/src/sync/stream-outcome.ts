import type { StreamCount, TypeMismatch } from "../destinations/destination.js";
import type { SchemaChange, Table } from "../tables/table.js";

/** The outcome of one stream, or its progress so far. */
export interface StreamOutcome {
  /** Its name in messages. */
  readonly stream: string;
  readonly table: Table;
  readonly read: number;
  /** Committed to the destination. */
  readonly loaded: number;
  /** How many rows were marked as deleted, or removed. */
  readonly deleted: number;
  /** Values that do not fit their column; they are kept in the extra column. */
  readonly typeMismatches: readonly TypeMismatch[];
  /** Those of this stream alone; the warnings of its sync have them too. */
  readonly warnings: readonly string[];
  /** How the stream's schema differs from its table. */
  readonly changes: readonly SchemaChange[];
  /** By the source's own report; undefined while there is none. */
  readonly status: "COMPLETE" | "INCOMPLETE" | undefined;
  readonly error: string | undefined;
  /** How many records there will be, where the source has an estimate. */
  readonly estimate: number | undefined;
  /** Milliseconds since the epoch: until when the vendor's rate limit makes the source wait. */
  readonly waitingUntilMs: number | undefined;
  /** How many requests it took, where the source reports them. */
  readonly requests: number | undefined;
  /** As `StreamCount.cursor`. */
  readonly cursor?: string | undefined;
  /** As `StreamCount.rows`. */
  readonly rows?: number | undefined;
  /** Why nothing of it was read, where the API refuses all of it and the source passes over that. Its table stays as it was. */
  readonly skipped: string | undefined;
  /** Parents whose records are missing, because the API refuses them. */
  readonly skippedParents: readonly string[];
}

/** What a run's record and log say of a stream. */
export function countOf(outcome: StreamOutcome): StreamCount {
  const { stream, table, read, loaded, deleted, status, requests, cursor, rows, skipped } = outcome; // its members may be getters of a class
  return {
    ...{ stream, read, loaded, status },
    deleted: deleted === 0 ? undefined : deleted,
    changes: unlessEmpty(outcome.changes),
    typeMismatches: unlessEmpty(outcome.typeMismatches),
    warnings: unlessEmpty(outcome.warnings),
    ...{ requests, mode: table.mode, cursor, rows, skipped },
    skippedParents: unlessEmpty(outcome.skippedParents),
    error: outcome.error,
  };
}

/** JSON has no member for what is undefined. */
function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
