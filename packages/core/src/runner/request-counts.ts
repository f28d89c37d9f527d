import type { Observer } from "../http/observer.js";
import { analytics } from "../protocol/messages.js";
import type { Run } from "./command.js";
import type { RunReport } from "./report.js";

/** Set by a reader that wants the counts. Airbyte's platform does not, and would take each line for something to report. */
const VARIABLE = "SLUICE_PROGRESS";
const TYPE = "sluice-requests";
const EVERY_MS = 1000;

/**
 * Tells a reader who asked for it how many requests each stream has made: at most once a second, when one is sent or waits,
 * and at the end. No timer is needed, for where neither happens the counts stand still.
 */
export class RequestCounts {
  readonly #run: Pick<Run, "writer" | "clock">;
  readonly #report: RunReport;
  readonly #isWanted: boolean;
  readonly #told = new Map<string, number>();
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(
    run: Pick<Run, "writer" | "clock">,
    report: RunReport,
    environment: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    this.#run = run;
    this.#report = report;
    this.#isWanted = (environment[VARIABLE] ?? "") !== "";
  }

  /** The observer, with the counts told behind what it does. */
  behind(observer: Observer): Observer {
    if (!this.#isWanted) return observer;
    return {
      requestSent: (stream, endpoint) => {
        observer.requestSent(stream, endpoint);
        this.#tellNowAndThen();
      },
      retrying: (stream, error) => observer.retrying(stream, error),
      waiting: (stream, wait) => {
        observer.waiting(stream, wait);
        this.#tellNowAndThen();
      },
    };
  }

  /** The last counts. @throws only when stdout cannot be written. */
  async end(): Promise<void> {
    if (this.#isWanted) await this.#tell();
  }

  #tellNowAndThen(): void {
    if (this.#run.clock.now() - this.#toldMs >= EVERY_MS) this.#tell().catch(() => undefined); // a closed pipe stops the run elsewhere
  }

  /** Each stream whose count is another than it was. */
  async #tell(): Promise<void> {
    const { writer, clock } = this.#run;
    this.#toldMs = clock.now();
    const changed = [...this.#report.requests()].filter(([stream, requests]) => requests !== this.#told.get(stream));
    for (const [stream, requests] of changed) this.#told.set(stream, requests);
    const lines = changed.map(([stream, requests]) =>
      writer.send(analytics(TYPE, JSON.stringify({ stream, requests }), this.#toldMs)),
    );
    await Promise.all(lines);
  }
}
