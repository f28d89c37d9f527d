import type { SyncOutcome } from "../../sync/sync.js";
import type { Io } from "../command.js";
import type { View } from "./view.js";

/** Lines of JSON, for machines. */
export class JsonView implements View {
  readonly #io: Pick<Io, "stdout">;

  constructor(io: Pick<Io, "stdout">) {
    this.#io = io;
  }

  started(): void {}

  ended(source: string, { ok, streams, errors, notes }: SyncOutcome): void {
    const brief = streams.map(({ stream, table, status, read, landed, misfits, error }) => ({
      ...{ stream, schema: table.schema, table: table.name, status, read, landed, misfits },
      ...(error === undefined ? {} : { error }),
    }));
    this.#write({ source, ok, streams: brief, errors, notes });
  }

  failed(source: string, error: unknown): void {
    const errors = [error instanceof Error ? error.message : String(error)];
    this.#write({ source, ok: false, streams: [], errors, notes: [] });
  }

  close(): void {}

  #write(line: object): void {
    this.#io.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
