import { type ListChange, type Slice, sliceOf } from "../cursors/cursor.js";
import type { ExportRun } from "../cursors/export-cursor.js";
import type { Decoder } from "../decoders/decoder.js";
import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import type { HttpClient } from "../http/client.js";
import type { RequestChange } from "../http/request.js";
import type { JsonValue } from "../protocol/json.js";
import type { StreamContext } from "../streams/context.js";
import type { StreamDefinition } from "../streams/stream.js";

/** How a job is, as the API says. */
export interface ExportStatus {
  /** A job that `failed` or `expired` is created again, once. */
  readonly state: "running" | "done" | "failed" | "expired";
  /** Of a job that is done: its files in order, as links or as paths below the base URL; none where there are no records. */
  readonly parts?: readonly string[];
  /** How long the API asks to wait before the next question, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Why it failed, for the error. */
  readonly detail?: string | undefined;
}

/** How often the API is asked for a job. All times in milliseconds. */
export interface ExportPolling {
  /** Before the first question; each pause after it is twice as long. */
  readonly firstMs: number;
  /** The longest pause, unless the API asks for a longer one. */
  readonly maxMs: number;
  /** How long one attempt waits for a job. */
  readonly deadlineMs: number;
}

/** The definition of an export that its reader needs; documented in `ExportStream`. */
export interface ExportDefinition extends StreamDefinition {
  readonly decode: Decoder;
  readonly polling: ExportPolling;
  readonly downloadOrigins: readonly string[];
  createJob(http: HttpClient, slice: Slice, window: RequestChange): Promise<JsonValue>;
  jobStatus(http: HttpClient, job: JsonValue): Promise<ExportStatus>;
}

/** How many jobs there may be for one window. */
const MAX_JOBS = 2;

/** Statuses with which an API no longer knows a job. */
const UNKNOWN_JOB = [404, 410];

export interface ExportJobsParts {
  readonly stream: ExportDefinition;
  readonly context: StreamContext<unknown>;
  readonly slice: Slice;
  readonly run: ExportRun;
  /** The job has changed: saves it. */
  readonly save: () => void;
}

/** The jobs of one slice. Its generators yield where a state may be written. */
export class ExportJobs {
  readonly #parts: ExportJobsParts;

  constructor(parts: ExportJobsParts) {
    this.#parts = parts;
  }

  /** Waits for the job of an earlier attempt, or for a new one. @returns the links of its parts. */
  async *done(window: ListChange): AsyncGenerator<void, readonly string[]> {
    const { name } = this.#parts.stream;
    const { context } = this.#parts;
    const isResumed = this.#parts.run.job !== undefined;
    for (let jobs = 1; ; jobs++) {
      const isNew = this.#parts.run.job === undefined;
      const job = this.#parts.run.job ?? (await this.#createJob(window));
      if (isNew) yield;
      const status = yield* this.#poll(job.handle, { isNew, isResumed });
      if (status.state === "done") return linksOf(status, name);
      const what = `The export job of ${name} ${status.state === "failed" ? "failed" : "expired"} at the API`;
      const { detail } = status;
      if (jobs === MAX_JOBS) throw new TransientError(`${what} twice${ofDetail(detail)}. Run it again later.`);
      context.observer.info(name, `${what}${ofDetail(detail)}. It is created again.`);
      this.#parts.run.job = undefined;
    }
  }

  async #createJob(window: ListChange): Promise<{ readonly handle: JsonValue }> {
    const { stream, context, slice } = this.#parts;
    const handle = await stream.createJob(context.http, sliceOf(slice, window), window);
    const job = { handle, parts: 0 };
    this.#parts.run.job = job;
    this.#parts.save();
    return job;
  }

  /** Asks until the job is not running. @throws TransientError at the deadline. */
  async *#poll(
    handle: JsonValue,
    { isNew, isResumed }: { readonly isNew: boolean; readonly isResumed: boolean },
  ): AsyncGenerator<void, ExportStatus> {
    const { name, polling } = this.#parts.stream;
    const { http, clock } = this.#parts.context;
    const untilMs = clock.monotonicMs() + polling.deadlineMs;
    let pauseMs = polling.firstMs;
    let waitMs = isNew ? pauseMs : 0;
    for (;;) {
      const leftMs = Math.max(0, untilMs - clock.monotonicMs());
      if (waitMs > 0) await http.pause(Math.min(waitMs, leftMs), name);
      const status = await this.status(handle);
      if (status.state !== "running") return status;
      if (clock.monotonicMs() >= untilMs) break;
      yield;
      waitMs = Math.max(pauseMs, status.retryAfterMs || 0);
      pauseMs = Math.min(polling.maxMs, pauseMs * 2);
    }
    if (isResumed && !isNew) {
      this.#parts.run.job = undefined; // two attempts have waited for it, so it will hardly ever end
      this.#parts.save();
      yield;
    }
    throw deadlineError(name, polling, this.#parts.run.job === undefined);
  }

  async status(handle: JsonValue): Promise<ExportStatus> {
    try {
      return await this.#parts.stream.jobStatus(this.#parts.context.http, handle);
    } catch (error) {
      if (error instanceof ConnectorError && UNKNOWN_JOB.includes(error.status ?? 0)) return { state: "expired" };
      throw error;
    }
  }
}

function linksOf({ parts }: ExportStatus, name: string): readonly string[] {
  if (parts !== undefined) return parts;
  throw new SystemError(`The export job of ${name} is done, but has no list of parts. Please report it with the log.`);
}

function ofDetail(detail: string | undefined): string {
  return detail === undefined ? "" : `: ${detail.replace(/\.$/, "")}`;
}

function deadlineError(name: string, { deadlineMs }: ExportPolling, isForgotten: boolean): TransientError {
  const next = isForgotten ? "The next attempt creates another job." : "Run it again to wait for the same job.";
  return new TransientError(
    `The export job of ${name} is still running after ${Math.round(deadlineMs / 60_000)} minutes. ${next}`,
  );
}
