import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { LineSink } from "../source/child.js";
import { failureText, TOO_LONG } from "../source/failure.js";
import { messageIn } from "../source/messages.js";
import { recordIn } from "../source/record-line.js";
import type { StreamKey } from "../streams/stream.js";

/** Takes the first records of one stream. */
export class RecordSample implements LineSink {
  readonly #stream: StreamKey;
  readonly #size: number;
  readonly #onFull: () => void;
  /** The JSON of each, as the source wrote it. */
  readonly records: string[] = [];
  /** The error that the source reported; undefined if there was none. */
  error: string | undefined;

  /** @param onFull called when there are enough; later records are ignored. */
  constructor(stream: StreamKey, size: number, onFull: () => void) {
    this.#stream = stream;
    this.#size = size;
    this.#onFull = onFull;
  }

  get isFull(): boolean {
    return this.records.length >= this.#size;
  }

  tooLong(): void {
    this.error ??= TOO_LONG;
  }

  line(line: Buffer): void {
    if (this.isFull) return;
    const record = recordIn(line);
    if (record === undefined) this.error ??= errorIn(messageIn(line));
    else if (record.stream === this.#stream) this.records.push(record.data.toString("utf8"));
  }

  async settled(): Promise<void> {
    if (this.isFull) this.#onFull();
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
