import { isJsonObject, type JsonObject } from "@sluice/core/json";
import type { LineSink } from "../source/child.js";
import { messageIn } from "../source/message.js";
import { recordIn } from "../source/record-line.js";
import { streamKey } from "../tables/table.js";

/** Takes the first records of one stream from what a source writes. */
export class Sample implements LineSink {
  readonly #stream: string;
  readonly #size: number;
  readonly #onFull: () => void;
  /** As the source wrote them. */
  readonly records: string[] = [];
  /** What went wrong, by the source's own word; undefined if nothing did. */
  error: string | undefined;

  /** @param onFull called when there are enough; what comes then is passed over. */
  constructor(stream: string, size: number, onFull: () => void) {
    this.#stream = stream;
    this.#size = size;
    this.#onFull = onFull;
  }

  get isFull(): boolean {
    return this.records.length >= this.#size;
  }

  line(line: Buffer): void {
    if (this.isFull) return;
    const record = recordIn(line);
    if (record === undefined) this.error ??= errorIn(messageIn(line));
    else if (streamKey(record.stream, record.namespace) === this.#stream)
      this.records.push(record.data.toString("utf8"));
  }

  async settled(): Promise<void> {
    if (this.isFull) this.#onFull();
  }
}

function errorIn(message: JsonObject | undefined): string | undefined {
  if (!isJsonObject(message?.["trace"])) return undefined;
  const { error, stream_status: status } = message["trace"];
  if (isJsonObject(error)) return String(error["message"]);
  if (isJsonObject(status) && status["status"] === "INCOMPLETE") return "The source did not finish the stream.";
  return undefined;
}
