import type { FileHandle } from "node:fs/promises";
import { type ListChange, type Slice, sliceOf } from "../cursors/cursor.js";
import { ExportRun } from "../cursors/export-cursor.js";
import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { fileBounds, located } from "../streams/decoded-page.js";
import { keptAndMapped } from "../streams/keep-and-map.js";
import { NO_RECORDS, RawRecords, withFields } from "../streams/raw-records.js";
import type { SliceReading, SliceReadingParts } from "../streams/slice-reader.js";
import type { Batch } from "../streams/stream.js";
import type { SliceState } from "../streams/stream-state.js";
import { openTemporaryFile } from "./export-file.js";
import { type ExportDefinition, ExportJobs } from "./export-jobs.js";

/** Statuses of a link that is no longer valid. */
const STALE_LINK = [400, 401, 403, 410];

/** Reads one slice of an export: a job for each window of the cursor, part by part. */
export class ExportReader implements SliceReading {
  readonly slice: Slice;
  /** Parts read so far. */
  pages = 0;
  readonly #stream: ExportDefinition;
  readonly #parts: SliceReadingParts;
  readonly #state: SliceState;
  readonly #run: ExportRun;
  readonly #jobs: ExportJobs;
  readonly #batches: AsyncGenerator<Batch>;

  constructor(slice: Slice, state: SliceState, parts: SliceReadingParts & { readonly stream: ExportDefinition }) {
    if (!(state.run instanceof ExportRun)) throw new SystemError("An export is read by an ExportCursor only.");
    this.slice = slice;
    this.#stream = parts.stream;
    this.#parts = parts;
    this.#state = state;
    this.#run = state.run;
    this.#jobs = new ExportJobs({ ...parts, slice, run: state.run, save: () => state.pageRead(undefined) });
    this.#batches = this.#read();
  }

  /** A job is created when its turn comes: its state could not be written before. */
  start(): void {}

  async next(): Promise<Batch | undefined> {
    const { value, done } = await this.#batches.next();
    return done === true ? undefined : value;
  }

  get unreadable(): number {
    return this.#run.unreadable();
  }

  close(): void {
    void this.#batches.return(undefined).catch(() => undefined);
  }

  async *#read(): AsyncGenerator<Batch> {
    for (const window of this.#run.changes) {
      const slice = sliceOf(this.slice, window);
      let links = yield* this.#jobDone(window);
      for (let index = this.#run.job?.parts ?? 0; index < links.length; index++) {
        links = yield* this.#readPart(slice, links, index);
        if (this.#run.job !== undefined) this.#run.job.parts = index + 1;
        this.#state.pageRead(undefined);
        yield this.#withCheckpoint({ records: NO_RECORDS, pages: 1 });
      }
      this.#state.listRead();
      yield this.#withCheckpoint(NOTHING);
    }
  }

  async *#jobDone(window: ListChange): AsyncGenerator<Batch, readonly string[]> {
    const jobs = this.#jobs.done(window);
    for (;;) {
      const { value, done } = await jobs.next();
      if (done === true) return value;
      yield this.#withCheckpoint(NOTHING);
    }
  }

  /** Saves a part, then decodes it. @returns the links, which may have become other ones. */
  async *#readPart(slice: Slice, given: readonly string[], index: number): AsyncGenerator<Batch, readonly string[]> {
    const { name, decode } = this.#stream;
    const file = await openTemporaryFile();
    try {
      const links = await this.#download(given, index, file);
      this.pages++;
      const bounds = fileBounds(this.#stream, this.#parts.context.limits);
      for await (const lines of decode.decode({ file }, bounds)) {
        yield { records: this.#accepted(new RawRecords(lines), slice), pages: 0 };
      }
      return links;
    } catch (error) {
      throw located(error, `${name}, part ${index + 1} of ${given.length}, ${decode.format}`, "");
    } finally {
      await file.close();
    }
  }

  /** Links of storages are valid for minutes, so the API is asked for new ones when one is refused. */
  async #download(links: readonly string[], index: number, file: FileHandle): Promise<readonly string[]> {
    try {
      await this.#save(links[index] ?? "", file);
      return links;
    } catch (error) {
      const isStale = error instanceof ConnectorError && STALE_LINK.includes(error.status ?? 0);
      if (!isStale || this.#run.job === undefined) throw unavailable(error);
      const status = await this.#jobs.status(this.#run.job.handle);
      const renewed = status.parts?.[index];
      if (renewed === undefined || renewed === links[index]) throw unavailable(error);
      await this.#save(renewed, file).catch((again: unknown) => {
        throw unavailable(again);
      });
      return status.parts ?? links;
    }
  }

  #save(link: string, file: FileHandle): Promise<void> {
    const { name, downloadOrigins, signedBy } = this.#stream;
    const { http, limits } = this.#parts.context;
    const target = { file, maxBytes: limits.maxFileBytes };
    return http.download(link, name, { target, unsignedOrigins: downloadOrigins, signedBy });
  }

  #accepted(records: RawRecords, slice: Slice): RawRecords {
    const { keys, parentFields } = this.#parts;
    const own = withFields(keptAndMapped(this.#stream, records, slice), parentFields);
    const once = this.#stream.dedupe ? keys.filter(own) : own;
    return once.filter((index) => this.#run.accept(once.parsedAt(index)));
  }

  #withCheckpoint(batch: Batch): Batch {
    const state = this.#parts.state.checkpoint();
    return state === undefined ? batch : { ...batch, state };
  }
}

const NOTHING: Batch = { records: NO_RECORDS, pages: 0 };

/** The usual remedies are of credentials and base_url, which are fine where a file is refused. */
function unavailable(error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.status === undefined || error instanceof TransientError) return error;
  const { status, detail } = error;
  return new SystemError(
    `the file cannot be downloaded (HTTP ${status}). Run it again; if it lasts, please report it.`,
    {
      ...(detail === undefined ? {} : { detail }),
    },
  );
}
