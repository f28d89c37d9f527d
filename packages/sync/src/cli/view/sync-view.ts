import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";

/** How a sync of one or more sources is shown. */
export interface View {
  /**
   * A source's streams are known.
   *
   * @param streams as they are now, whenever it is called.
   * @param run the id of the run.
   */
  started(source: string, streams: () => readonly StreamOutcome[], run?: string): void;
  ended(source: string, outcome: SyncOutcome, run?: string): void;
  /** A warning during the run, e.g. that the sync waits for a lock. */
  warned(source: string, text: string): void;
  /** Something that the user may like to know and need not act on. */
  noted(source: string, text: string): void;
  /** A source could not be synced at all. */
  failed(source: string, error: unknown, run?: string): void;
  /** Stops updating; the lines on the terminal stay. */
  close(): void;
}
