import type { StreamOutcome } from "../../sync/stream-landing.js";
import type { SyncOutcome } from "../../sync/sync.js";

/** How a sync of one or more sources looks to the one who started it. */
export interface View {
  /** A source's streams are known. @param streams as they are now, whenever it is called. */
  started(source: string, streams: () => readonly StreamOutcome[]): void;
  ended(source: string, outcome: SyncOutcome): void;
  /** A source could not be synced at all. */
  failed(source: string, error: unknown): void;
  /** Nothing more happens; what stands on the terminal stays. */
  close(): void;
}
