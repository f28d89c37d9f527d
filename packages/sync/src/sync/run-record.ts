/** What is kept of a run: bounded, so that thousands of runs can be kept. */
import type { RunEnd, RunRecord, StreamCount } from "../destinations/destination.js";
import type { RunInfo } from "../destinations/run.js";
import { shortened } from "../source/failure.js";

/** How many parts of a list are kept for a stream. The summary, `--json` and `--log` of the run itself have all of them. */
const MAX_LISTED = 100;

/** A run that has ended. */
export interface EndedRun {
  readonly run: RunInfo;
  readonly connection: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
}

/** The record of a run, as a store has it. */
export function recordOf({ run, connection, startedAt, end }: EndedRun): RunRecord {
  const { status, streams = [], error, errors = [], warnings = [] } = end;
  return { ...run, connection, startedAt, endedAt: new Date(), status, streams, error, errors, warnings };
}

/** How a run ended, as it is kept. */
export function boundedEnd(end: RunEnd): RunEnd {
  return {
    ...end,
    streams: end.streams?.map(boundedCount),
    error: end.error && shortened(end.error),
    errors: end.errors?.map(shortened),
    warnings: end.warnings?.map(shortened),
  };
}

/** A stream's count, as it is kept. A list that is cut says so in the warnings. */
export function boundedCount(count: StreamCount): StreamCount {
  const { changes, typeMismatches, skippedParents, warnings, error, skipped } = count;
  const lists = Object.entries({
    "schema changes": changes,
    "type mismatches": typeMismatches,
    "skipped parents": skippedParents,
  });
  const cut = lists.flatMap(([what, list = []]) =>
    list.length > MAX_LISTED ? [`This record has the first ${MAX_LISTED} of ${list.length} ${what}.`] : [],
  );
  const texts = [...(warnings ?? []).map(shortened), ...cut];
  return {
    ...count,
    changes: changes?.slice(0, MAX_LISTED),
    typeMismatches: typeMismatches?.slice(0, MAX_LISTED),
    skippedParents: skippedParents?.slice(0, MAX_LISTED).map(shortened),
    warnings: texts.length === 0 ? undefined : texts,
    skipped: skipped && shortened(skipped),
    error: error && shortened(error),
  };
}
