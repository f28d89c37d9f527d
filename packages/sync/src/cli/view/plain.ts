import type { SyncOutcome } from "../../sync/sync.js";
import type { Io } from "../command.js";
import { summary } from "./summary.js";
import type { View } from "./view.js";

/** Lines, for logs. */
export class PlainView implements View {
  readonly #io: Pick<Io, "stdout" | "stderr">;

  constructor(io: Pick<Io, "stdout" | "stderr">) {
    this.#io = io;
  }

  started(): void {}

  ended(_source: string, outcome: SyncOutcome): void {
    this.#io.stdout.write(`${summary(outcome)}\n`);
  }

  failed(source: string, error: unknown): void {
    this.#io.stderr.write(`${source}: ${error instanceof Error ? error.message : String(error)}\n`);
  }

  close(): void {}
}
