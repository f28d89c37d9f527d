import type { Destination, RunStart } from "../destinations/destination.js";
import type { DiscoveredStream } from "../source/program.js";
import type { ConnectionState } from "../state/connection-state.js";
import type { Resumption } from "../state/resume.js";
import type { Selection } from "../streams/select.js";
import type { PlannedStream } from "./plan.js";
import type { StreamSettings } from "./stream-settings.js";

/** The user's request. */
export interface SyncRequest extends Selection {
  /** Where the tables are. */
  readonly schema: string;
  /** Reads everything from the beginning, and replaces what is there. */
  readonly fullRefresh?: boolean | undefined;
  /** By name, as the user writes it. */
  readonly streamSettings?: ReadonlyMap<string, StreamSettings> | undefined;
  /** What to resume from in place of the saved state: states as JSON text. */
  readonly state?: string | undefined;
  /** At most so many records of each stream. */
  readonly limit?: number | undefined;
  /** What columns are hashed with: needed only where `streamSettings` has some. */
  readonly hashSalt?: string | undefined;
  /** Loads nothing: reads streams in full, and marks or removes the rows that are gone at the source. */
  readonly reconcile?: boolean | undefined;
  /** Streams that the user named for this sync: one of them that cannot be reconciled is an error, else a warning. */
  readonly named?: readonly string[] | undefined;
  /** Whether a stream without any record may mark or remove all rows of its table. */
  readonly allowEmpty?: boolean | undefined;
}

/** What is known before a source is read. */
export interface Prepared {
  readonly planned: readonly PlannedStream[];
  readonly resumption: Resumption;
  /** What the source resumes from. */
  readonly from: ConnectionState;
  /** What is saved of the connection so far. */
  readonly state: ConnectionState;
}

/** What a plan needs to know. */
export interface Known extends Pick<RunStart, "state"> {
  /** All streams of the source. */
  readonly listed: readonly DiscoveredStream[];
  /** As `Destination.columns`. */
  readonly columns: Destination["columns"];
}
