/** What became of each stream that the given document has. */
export interface ImportReport {
  readonly streams: readonly StreamOutcome[];
  /** What concerns the whole connector, one sentence each. */
  readonly notes: readonly string[];
}

export interface StreamOutcome {
  readonly name: string;
  /** What it is made from, e.g. `GET /v1/users`. */
  readonly source?: string;
  /** `whole`: nothing to add. `partly`: written, with something left to do by hand. `left out`: not written. */
  readonly outcome: "whole" | "partly" | "left out";
  /** Why it is not whole, one sentence each. */
  readonly reasons: readonly string[];
}

/** The user's input is invalid; the message says what to write. */
export class InputError extends Error {}
