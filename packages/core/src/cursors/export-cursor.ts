import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { Cursor, type CursorRun, type CursorStart, type ListChange } from "./cursor.js";
import type { TimeFormat } from "./time-format.js";

/** Where the progress of exports is in a state, next to the cursor's own fields. */
const KEY = "export";

/** What a state says of exports: one job for each window of the cursor, of which the first ones are done. */
interface Progress {
  /** The cursor's state when the windows were made; null at the first run. */
  readonly base: JsonObject | null;
  /** When the windows were made, in milliseconds since the epoch. */
  readonly startedMs: number;
  /** Windows whose records are written. */
  readonly done: number;
  /** The job under way, the window that it was created for, and the parts whose records are written. */
  readonly job?: JsonValue;
  readonly window?: string;
  readonly parts?: number;
}

/**
 * Another cursor whose windows are export jobs: its states hold the job under way too. A later attempt makes the same windows,
 * from the same state at the same time, and resumes in the middle of them.
 */
export class ExportCursor extends Cursor {
  readonly field: string | undefined;
  readonly summary: string;
  override readonly format: TimeFormat;
  override readonly isStreamWide: boolean;
  readonly inner: Cursor;
  readonly #innerAt: (startedMs: number) => Cursor;

  /** @param innerAt the cursor of a read that began at a time; a full refresh asks for what there was then. */
  constructor(innerAt: (startedMs: number) => Cursor, nowMs: number) {
    super();
    this.inner = innerAt(nowMs);
    this.field = this.inner.field;
    this.summary = this.inner.summary;
    this.format = this.inner.format;
    this.isStreamWide = this.inner.isStreamWide;
    this.#innerAt = innerAt;
  }

  canResume(state: JsonObject): boolean {
    const { [KEY]: progress, ...own } = state;
    return (Object.keys(own).length === 0 && progressOf(progress) !== undefined) || this.inner.canResume(own);
  }

  start(start: CursorStart): ExportRun {
    const { [KEY]: given, ...own } = start.saved ?? {};
    const saved = Object.keys(own).length === 0 ? undefined : own;
    const progress = progressOf(given);
    if (progress !== undefined) {
      const { startedMs, base } = progress;
      const run = this.#innerAt(startedMs).start({ ...start, startedMs, saved: base ?? undefined });
      const isSame = progress.job === undefined || textOf(run.changes[progress.done]) === progress.window;
      if (isSame) return new ExportRun(this.inner, run, { saved, progress });
      // The settings have changed, so that this job is for something else.
    }
    const run = this.#innerAt(start.startedMs).start({ ...start, saved });
    return new ExportRun(this.inner, run, {
      saved,
      progress: { base: saved ?? null, startedMs: start.startedMs, done: 0 },
    });
  }
}

interface ExportStart {
  readonly saved: JsonObject | undefined;
  readonly progress: Progress;
}

/** A run that knows the job of the window that is read. */
export class ExportRun implements CursorRun {
  /** Those that are not done. */
  readonly changes: readonly ListChange[];
  readonly accept: CursorRun["accept"] & {};
  /** The job of the window that is read, and how many of its parts are written. */
  job: { readonly handle: JsonValue; parts: number } | undefined;
  readonly #cursor: Cursor;
  readonly #run: CursorRun;
  #latest: JsonObject;
  readonly #progress: Progress;
  #read = 0;

  constructor(cursor: Cursor, run: CursorRun, { saved, progress }: ExportStart) {
    this.#cursor = cursor;
    this.#run = run;
    this.#latest = saved ?? {};
    this.#progress = progress;
    this.changes = run.changes.slice(progress.done);
    this.accept = (record) => run.accept?.(record) ?? true;
    for (let done = 0; done < progress.done; done++) run.nextState(); // it counts them
    const { job, parts = 0 } = progress;
    if (job !== undefined) this.job = { handle: job, parts };
  }

  /** The cursor's own state, with the job under way. */
  stateAfterPage(): JsonObject {
    const { base, startedMs, done } = this.#progress;
    const job = this.job && {
      job: this.job.handle,
      window: textOf(this.changes[this.#read]),
      parts: this.job.parts,
    };
    return { ...this.#latest, [KEY]: { base, startedMs, done: done + this.#read, ...job } };
  }

  nextState(): JsonObject {
    this.job = undefined;
    this.#read++;
    this.#latest = this.#later(this.#run.nextState());
    return this.#read < this.changes.length ? this.stateAfterPage() : this.#latest;
  }

  unreadable(): number {
    return this.#run.unreadable?.() ?? 0;
  }

  /** A run that resumes begins at the state before its windows, which must not replace the later one of those that are done. */
  #later(next: JsonObject | undefined): JsonObject {
    const { field, format } = this.#cursor;
    if (next === undefined) return this.#latest;
    if (field === undefined) return next;
    const msOf = (state: JsonObject) => format.read(state[field]) ?? Number.NEGATIVE_INFINITY;
    return msOf(next) >= msOf(this.#latest) ? next : this.#latest;
  }
}

function progressOf(value: JsonValue | undefined): Progress | undefined {
  if (!isJsonObject(value)) return undefined;
  const { base = null, startedMs, done, job, window, parts } = value;
  if (typeof startedMs !== "number" || !isCount(done) || !(base === null || isJsonObject(base))) return undefined;
  if (job === undefined) return { base, startedMs, done };
  return typeof window === "string" && isCount(parts) ? { base, startedMs, done, job, window, parts } : undefined;
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function textOf(window: ListChange | undefined): string {
  return JSON.stringify(window ?? {});
}
