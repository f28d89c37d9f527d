import { RawRecords } from "./raw-records.js";
import type { Batch, ReadFrom, Stream } from "./stream.js";

/** One read of a stream with any number of consumers, each at its own pace from the start. All records are kept, as bytes. */
export class SharedRead {
  readonly stream: Stream;
  readonly from: ReadFrom;
  readonly #batches: Batch[] = [];
  #end: Promise<void> | undefined;
  #isOver = false;
  #arrival: Promise<void>;
  #announce: () => void = () => undefined;

  constructor(stream: Stream, from: ReadFrom) {
    this.stream = stream;
    this.from = from;
    this.#arrival = this.#nextArrival();
  }

  /** The first consumer starts the read. @throws ConnectorError after the last batch, if the stream cannot be read to its end. */
  async *batches(): AsyncGenerator<Batch> {
    this.#end ??= this.#read();
    for (let index = 0; ; index++) {
      while (index >= this.#batches.length && !this.#isOver) await this.#arrival;
      const batch = this.#batches[index];
      if (batch === undefined) break;
      yield batch;
    }
    await this.#end;
  }

  #read(): Promise<void> {
    const end = this.#keepAll().finally(() => {
      this.#isOver = true;
      this.#arrived();
    });
    end.catch(() => undefined); // thrown to each consumer
    return end;
  }

  async #keepAll(): Promise<void> {
    for await (const batch of this.stream.read(this.from)) {
      this.#batches.push({ ...batch, records: new RawRecords(batch.records.bytes) }); // without the parsed values
      this.#arrived();
    }
  }

  #arrived(): void {
    this.#announce();
    this.#arrival = this.#nextArrival();
  }

  #nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}
