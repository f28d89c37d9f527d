import { setMaxListeners } from "node:events";
import type { Observer } from "../http/observer.js";
import { SchemaCheck } from "../schema/schema-check.js";
import type { Batch, Stream } from "../streams/stream.js";
import type { Checks } from "./limits.js";
import { Sample } from "./sample.js";

export interface ObservedReadOptions {
  readonly batches: AsyncIterable<Batch>;
  readonly checks: Checks;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/** One read of a stream for the command line or for a program: drops empty records, and checks the others against the schema. */
export class ObservedRead {
  readonly check: SchemaCheck;
  readonly sample: Sample;
  readonly #stream: Stream;
  readonly #options: ObservedReadOptions;
  readonly #batches: AsyncIterator<Batch>;

  constructor(stream: Stream, options: ObservedReadOptions) {
    this.#stream = stream;
    this.#options = options;
    this.check = new SchemaCheck(stream.schema);
    this.sample = new Sample(options.checks);
    this.#batches = options.batches[Symbol.asyncIterator]();
  }

  /**
   * The next batch; undefined at the end.
   *
   * @throws ConnectorError when the stream cannot be read to its end; the signal's reason as soon as it aborts.
   */
  async next(): Promise<Batch | undefined> {
    const { observer, signal } = this.#options;
    const { value: batch, done } = await unlessAborted(this.#batches.next(), signal);
    if (done === true) return undefined;
    const records = batch.records.filter((index) => !batch.records.isEmpty(index)); // consumers drop `{}` without a word
    for (const mismatch of this.check.check(this.sample.pick(records))) {
      observer.warn(this.#stream.name, `A record does not match the schema and is passed on unchanged: ${mismatch}`);
    }
    return records === batch.records ? batch : { ...batch, records };
  }

  /** No further batch is wanted. */
  close(): void {
    void this.#batches.return?.().catch(() => undefined);
  }
}

/** A promise's result, or the signal's reason if it aborts before. The listener is removed, or it would keep the result alive. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Allows any number of listeners: each request under way and each wait has one, and Node warns of more than ten. */
export function allowListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
