import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { LineSink } from "../source/child.js";
import { failureText, TOO_LONG } from "../source/failure.js";
import { messageIn } from "../source/messages.js";
import { recordIn } from "../source/record-line.js";
import type { StreamKey } from "../streams/stream.js";
import type { RecordFilterFunction } from "../tables/envelope.js";

export interface RecordSampleOptions {
  /** Called when there are enough; later records are ignored. */
  readonly onFull: () => void;
  /** Takes out of a record what is private. */
  readonly filter?: RecordFilterFunction | undefined;
  /** Gets each CONTROL message. */
  readonly onControl: (control: JsonObject) => void;
}

/** Takes the first records of one stream. */
export class RecordSample implements LineSink {
  readonly #stream: StreamKey;
  readonly #size: number;
  readonly #options: RecordSampleOptions;
  /** The JSON of each, as the source wrote it, but for what is private. */
  readonly records: string[] = [];
  /** The error that the source reported; undefined if there was none. */
  error: string | undefined;

  constructor(stream: StreamKey, size: number, options: RecordSampleOptions) {
    this.#stream = stream;
    this.#size = size;
    this.#options = options;
  }

  get isFull(): boolean {
    return this.records.length >= this.#size;
  }

  tooLong(): void {
    this.error ??= TOO_LONG;
  }

  line(line: Buffer): void {
    const record = recordIn(line);
    if (record === undefined) this.#message(messageIn(line));
    else if (!this.isFull && record.stream === this.#stream) this.#add(record.data);
  }

  #add(data: Buffer): void {
    const shown = this.#options.filter?.(data) ?? data;
    if (typeof shown === "string") this.error ??= `A record cannot be shown: it is ${shown}.`;
    else this.records.push(shown.toString("utf8"));
  }

  #message(message: JsonObject | undefined): void {
    if (isJsonObject(message?.["control"]))
      this.#options.onControl(message["control"]); // also when there are enough records
    else if (!this.isFull) this.error ??= errorIn(message);
  }

  async settled(): Promise<void> {
    if (this.isFull) this.#options.onFull();
  }
}

function errorIn(message: JsonObject | undefined): string | undefined {
  if (!isJsonObject(message?.["trace"])) return undefined;
  const { error, stream_status: status } = message["trace"];
  if (isJsonObject(error)) return failureText(error);
  if (isJsonObject(status) && status["status"] === "INCOMPLETE")
    return "The stream is incomplete. The source did not say why.";
  return undefined;
}
