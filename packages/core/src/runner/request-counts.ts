import { analytics } from "../protocol/messages.js";
import type { Run } from "./command.js";
import type { RunReport } from "./report.js";

/** Set by a reader that wants details of the read. Airbyte's platform does not, and would report each line as an event. */
const VARIABLE = "SLUICE_PROGRESS";
const TYPE = "sluice-requests";
const INTERVAL_MS = 1000;

/** Whether the reader of stdout wants details of the read as ANALYTICS messages. */
export function isProgressWanted(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return (environment[VARIABLE] ?? "") !== "";
}

/**
 * Sends how many requests each stream has made, if the reader wants it: at most once a second, when a request is sent or
 * waits, and at the end. No timer is needed, because otherwise the counts do not change.
 */
export class RequestCounts {
  readonly #run: Pick<Run, "writer" | "clock">;
  readonly #report: RunReport;
  readonly #isWanted: boolean;
  readonly #sent = new Map<string, number>();
  #sentMs = Number.NEGATIVE_INFINITY;

  constructor(
    run: Pick<Run, "writer" | "clock">,
    report: RunReport,
    environment: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    this.#run = run;
    this.#report = report;
    this.#isWanted = isProgressWanted(environment);
  }

  /** The counts may have changed. */
  changed(): void {
    if (!this.#isWanted || this.#run.clock.monotonicMs() - this.#sentMs < INTERVAL_MS) return;
    this.#send().catch(() => undefined); // a closed pipe stops the run elsewhere
  }

  /** Sends the last counts. @throws only when stdout cannot be written. */
  async end(): Promise<void> {
    if (this.#isWanted) await this.#send();
  }

  /** Each stream whose count has changed. */
  async #send(): Promise<void> {
    const { writer, clock } = this.#run;
    this.#sentMs = clock.monotonicMs();
    const atMs = clock.now();
    const changed = [...this.#report.requests()].filter(([stream, requests]) => requests !== this.#sent.get(stream));
    for (const [stream, requests] of changed) this.#sent.set(stream, requests);
    const lines = changed.map(([stream, requests]) =>
      writer.send(analytics(TYPE, JSON.stringify({ stream, requests }), atMs)),
    );
    await Promise.all(lines);
  }
}
