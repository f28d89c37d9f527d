import type { JsonObject } from "@sluice/core/json";
import type { BatchSize, Destination } from "../destinations/destination.js";
import { logEntryOf, textEntryOf } from "../private-columns/log-entries.js";
import type { LineSink } from "../source/child.js";
import { withLastWords } from "../source/failure.js";
import { type MessageHandler, MessageReader } from "../source/messages.js";
import type { RecordLine } from "../source/record-line.js";
import type { Secrets } from "../source/secrets.js";
import type { OneStreamState, StateMessage } from "../state/state-message.js";
import { type StreamDescriptor, type StreamKey, streamKey, streamLabel } from "../streams/stream.js";
import { isStaged } from "../tables/table.js";
import { BatchBuffer } from "./batch-buffer.js";
import { Committer, type CurrentState } from "./committer.js";
import type { SharedMessage } from "./next-state.js";
import type { PlannedStream } from "./plan.js";
import { skippedText } from "./recognize.js";
import { SourceReports } from "./source-reports.js";
import { StreamLoader } from "./stream-loader.js";
import type { StreamOutcome } from "./stream-outcome.js";
import type { Warnings } from "./warnings.js";

/** Unless the destination or the user sets another. */
export const BATCH_SIZE: BatchSize = { records: 25_000, bytes: 32 * 1024 * 1024, ageMs: 10_000 };

export interface LoaderOptions {
  /** Gives the path of a new file for a batch. */
  readonly newFile: () => string;
  readonly state: CurrentState;
  readonly warnings: Warnings;
  readonly batchSize?: BatchSize | undefined;
  readonly limit?: number | undefined;
  /** Masks what the source says. */
  readonly secrets: Secrets;
  /** Saves the new config of a CONTROL message. @returns a warning if it is not saved. */
  readonly renew: (control: JsonObject) => string | undefined;
  /** Gets every message but records and states, and all other text, for the log of a run. */
  readonly onLog?: ((entry: object) => void) | undefined;
  /** Whether any stream of the sync has private columns: then the log has nothing that may be a part of a record. */
  readonly isPrivate?: boolean | undefined;
}

/** Takes a source's lines, and loads its records: those that a state covers, together with that state. */
export class Loader implements LineSink, MessageHandler {
  readonly #options: LoaderOptions;
  readonly #batchSize: BatchSize;
  readonly #byKey: ReadonlyMap<StreamKey, StreamLoader>;
  readonly #streams: readonly StreamLoader[];
  readonly #reports: SourceReports;
  readonly #committer: Committer;
  readonly #reader: MessageReader;
  /** The last state that streams share. */
  #shared: SharedMessage | undefined;
  readonly #nonFinite = new Map<string, number>();
  #texts = 0;

  constructor(destination: Destination, planned: readonly PlannedStream[], options: LoaderOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize ?? BATCH_SIZE;
    const newBuffer = () => new BatchBuffer(options.newFile());
    const streamOptions = { newBuffer, limit: options.limit, isUntyped: destination.isUntyped === true };
    this.#streams = planned.map((stream) => new StreamLoader(stream, streamOptions));
    this.#byKey = new Map(this.#streams.map((stream) => [stream.table.stream, stream]));
    this.#reports = new SourceReports(this.#byKey, options);
    const begun = this.#streams.filter(({ error }) => error === undefined);
    this.#committer = new Committer(destination, begun, options.state);
    this.#reader = new MessageReader(this);
  }

  get outcomes(): readonly StreamOutcome[] {
    return this.#streams;
  }

  /** Errors that name no stream. */
  get errors(): readonly string[] {
    return this.#reports.errors;
  }

  /** Whether every stream has as many records as were asked for. */
  get isFull(): boolean {
    return this.#streams.every(({ isFull }) => isFull);
  }

  line(line: Buffer): void {
    this.#reader.read(line);
  }

  tooLong(head: Buffer): void {
    this.#reader.tooLong(head);
  }

  record(record: RecordLine): boolean {
    const stream = this.#byKey.get(record.stream);
    if (stream === undefined) {
      this.#reports.error(
        `The source wrote records of "${streamLabel(record.descriptor)}", which it was not asked for.`,
      );
      return true;
    }
    const isObject = stream.add(record);
    if (isStaged(stream.table)) stream.flushIfFull(this.#batchSize); // it is staged, so no state need cover it
    return isObject;
  }

  nonFinite(stream: StreamDescriptor): void {
    const label = streamLabel(stream);
    this.#nonFinite.set(label, (this.#nonFinite.get(label) ?? 0) + 1);
  }

  state(state: StateMessage, recordCount: number | undefined): void {
    if (state.kind === "STREAM") this.#streamState(state, recordCount);
    else this.#sharedState(state, recordCount);
  }

  #streamState({ stream: descriptor, text }: OneStreamState, recordCount: number | undefined): void {
    const stream = this.#byKey.get(streamKey(descriptor));
    if (stream === undefined) {
      this.#reports.error(`The source wrote a state of "${streamLabel(descriptor)}", which it was not asked for.`);
      return;
    }
    this.#compare(recordCount, [stream]);
    stream.checkpoint(text);
    if (!stream.hasLost) stream.flushIfFull(this.#batchSize);
  }

  /** A state that covers the records of all streams: they are committed with it, in one transaction. */
  #sharedState(state: SharedMessage, recordCount: number | undefined): void {
    this.#compare(recordCount, this.#streams);
    // once a record is lost, no state that covers all streams can be trusted; and a limit cuts off what it covers
    if (this.#streams.some(({ hasLost, isFull }) => hasLost || isFull)) return;
    if (this.#streams.some(({ table }) => table.mode === "reconcile")) return; // the states that are saved stay
    this.#shared = state;
    for (const stream of this.#streams) stream.checkpoint(undefined);
    if (!this.#committer.canSave(state)) return; // it waits for the end
    const sharing = this.#streams.filter(({ table, batches }) => !isStaged(table) && batches.current.records > 0);
    const sum = (part: "records" | "bytes") => sharing.reduce((all, { batches }) => all + batches.current[part], 0);
    const sinceMs = Math.min(...sharing.map(({ batches }) => batches.current.sinceMs));
    const { records, bytes, ageMs } = this.#batchSize;
    const isOld = performance.now() - sinceMs >= ageMs;
    if (sum("records") < records && sum("bytes") < bytes && !isOld) return;
    this.#committer.addGlobal({ batches: sharing.map((stream) => [stream, stream.batches.rotate()]), state });
  }

  /** A source that wrote more records than arrived has lost some. */
  #compare(said: number | undefined, streams: readonly StreamLoader[]): void {
    if (said === undefined || streams.some(({ hasLost, isFull }) => hasLost || isFull)) return;
    const came = streams.reduce((all, { sinceState }) => all + sinceState, 0);
    const names = streams.length === 1 ? `${streams[0]?.stream}: ` : "";
    const text = `${names}the source says that it wrote ${said} records before a state; ${came} arrived.`;
    if (said > came)
      for (const stream of streams)
        stream.lose(`${text} Run the sync again; if it happens again, report it to the maker of the source.`);
    else if (said < came) this.#options.warnings.add(text);
  }

  message(type: string, body: JsonObject): void {
    const { secrets, onLog, isPrivate = false } = this.#options;
    if (type === "CONTROL") this.#control(body);
    const masked = secrets.maskedIn(body);
    onLog?.(logEntryOf(type, masked, isPrivate));
    this.#reports.message(type, masked);
  }

  /** Saved before the next message is read: the source may use a new token as soon as its message is out. */
  #control(body: JsonObject): void {
    const { secrets, warnings, renew } = this.#options;
    secrets.addConfig(body);
    const warning = renew(body);
    if (warning !== undefined) warnings.add(warning);
  }

  unreadable(reason: string, descriptor: StreamDescriptor | undefined): void {
    const named = descriptor === undefined ? undefined : this.#byKey.get(streamKey(descriptor));
    const whose = named === undefined ? "It names no stream, so no stream is trusted. " : "";
    const text = `A message of the source cannot be read: ${reason}. ${whose}No state is saved after it; report it to the maker of the source.`;
    for (const stream of named === undefined ? this.#streams : [named]) stream.lose(text);
  }

  text(text: string): void {
    this.#texts++;
    const { secrets, onLog, isPrivate = false } = this.#options;
    onLog?.(textEntryOf(secrets.masked(text), isPrivate));
  }

  /** @returns when the source may write more. */
  settled(): Promise<void> {
    return this.#committer.settled();
  }

  /**
   * The source has ended. Streams that are complete are loaded to their last record, the others as far as their states cover.
   *
   * @param failure why the source as a whole failed, if it did: then a stream counts as complete only if the source said so.
   * @param lastWords the last of what it wrote to stderr.
   */
  async finish(failure: string | undefined, lastWords: string): Promise<void> {
    await this.#committer.ended();
    const silence = withLastWords("The source did not report that the stream is complete.", lastWords);
    for (const stream of this.#streams) {
      if (stream.error !== undefined || stream.skipped !== undefined) continue;
      if (stream.isFull) stream.report("COMPLETE");
      else if (stream.status === undefined && failure === undefined && !this.#reports.hasStatuses)
        stream.report("COMPLETE");
      if (!stream.isComplete) stream.fail(this.errors[0] ?? failure ?? silence);
    }
    await this.#committer.finish(this.#shared);
    await this.#committer.countRows();
    this.#warn();
  }

  #warn(): void {
    const { warnings, isPrivate = false } = this.#options;
    if (this.#texts > 0) {
      const lines =
        this.#texts === 1 ? "1 line, or part of a line, that is" : `${this.#texts} lines, or parts of lines, that are`;
      const hint = isPrivate
        ? "Because it may be a part of a record, and columns are private, --log has its length only."
        : "To see what it wrote, add --log FILE.";
      warnings.add(`The source wrote ${lines} not a message. ${hint}`);
    }
    for (const [stream, records] of this.#nonFinite) {
      warnings.add(
        `${stream}: NaN and Infinity were read as null in ${records} ${records === 1 ? "record" : "records"}.`,
      );
    }
    for (const stream of this.#streams) {
      const { table, skippedParents } = stream;
      const isChecked = table.absent !== undefined && table.absent.how !== "keep";
      if (isChecked && skippedParents.length > 0) stream.warn(skippedText(stream.stream, skippedParents.length));
    }
    for (const stream of this.#streams) {
      for (const { field, values, first } of stream.rounded) {
        stream.warn(
          `${stream.stream}: ${values} ${values === 1 ? `value of ${field} has` : `values of ${field} have`} more digits than a DOUBLE; all digits are kept in _sluice_extra (first: record ${first + 1}).`,
        );
      }
    }
  }

  /** Removes what is not committed. */
  close(): Promise<void> {
    return this.#committer.close();
  }
}
