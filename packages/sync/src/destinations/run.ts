import { randomUUID } from "node:crypto";

/** How many runs `sluice status` and `sluice runs` show, unless another number is asked for. */
export const RUNS_SHOWN = 20;

/** What is known of a run when it begins. */
export interface RunInfo {
  /** A UUID. */
  readonly id: string;
  /** The version of Sluice; undefined in records of earlier versions. */
  readonly version: string | undefined;
  /** The program that is read, as the user named it; undefined where nobody named one. */
  readonly source: string | undefined;
}

/** Which runs are asked for. */
export interface RunQuery {
  /** Those of one connection; of all by default. */
  readonly connection?: string | undefined;
  /** The first characters of an id. */
  readonly id?: string | undefined;
  /** At most so many, the newest ones; `RUNS_SHOWN` by default. */
  readonly limit?: number | undefined;
  /** At most so many of each connection, the newest ones; any number by default. */
  readonly perConnection?: number | undefined;
}

/** A run of which nothing else is known. */
export function newRun({ version, source }: Partial<RunInfo> = {}): RunInfo {
  return { id: randomUUID(), version, source };
}
