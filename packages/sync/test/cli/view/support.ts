import { Writable } from "node:stream";
import { jest } from "@jest/globals";
import { Printer } from "../../../src/cli/view/printer.js";
import type { Outlets } from "../../../src/cli/view/sync-view.js";
import type { Environment } from "../../../src/project/environment.js";
import { streamKey } from "../../../src/streams/stream.js";
import type { StreamOutcome } from "../../../src/sync/stream-outcome.js";
import type { SyncOutcome } from "../../../src/sync/sync.js";
import type { Column } from "../../../src/tables/table.js";

const ESCAPE = "\u001b";

/** A stream that keeps what is written; with a size it is a terminal. */
class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  written = "";

  constructor({ columns, rows }: Size = {}) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 0;
    this.rows = rows ?? 0;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk.toString("utf8");
    done();
  }
}

interface Size {
  readonly columns?: number;
  readonly rows?: number;
}

/** An outlet whose screen can be looked at. */
export class FakeOutlet extends Printer {
  readonly #screen: Screen;

  constructor(size?: Size, environment: Environment = {}) {
    const screen = new Screen(size);
    super(screen, environment);
    this.#screen = screen;
  }

  get written(): string {
    return this.#screen.written;
  }

  set written(text: string) {
    this.#screen.written = text;
  }

  /** What is seen in the end, line by line: as a terminal does it, for the few signs that are used. */
  get screen(): readonly string[] {
    const lines: string[][] = [[]];
    let [row, column] = [0, 0];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by them
    for (const [sign, count = "", how = ""] of this.written.matchAll(/\u001b\[\??(\d*)([A-Za-z])|[^\u001b]/gu)) {
      if (sign === "\n") [row, column] = [row + 1, 0];
      else if (how === "A") row = Math.max(0, row - Number(count || 1));
      else if (how === "B") row += Number(count || 1);
      else if (how === "G" || sign === "\r") column = 0;
      else if (how === "K" && count === "2") lines[row] = [];
      else if (how === "K") lines[row]?.splice(column);
      else if (how === "J") lines.splice(row + 1);
      else if (!sign.startsWith(ESCAPE)) (lines[row] ?? [])[column++] = sign;
      while (lines.length <= row) lines.push([]);
    }
    return lines.map((line) => Array.from(line, (sign) => sign ?? " ").join("")).filter((line) => line !== "");
  }
}

/** A clock that only a hand moves; timers ring as it passes them. */
export class HandClock {
  constructor() {
    const doNotFake = ["nextTick", "queueMicrotask", "setImmediate", "clearImmediate"] as const;
    jest.useFakeTimers({ now: new Date(2026, 10, 22, 12, 0, 0), doNotFake: [...doNotFake] });
  }

  now(): number {
    return Date.now();
  }

  get isStopped(): boolean {
    return jest.getTimerCount() === 0;
  }

  /** @param meanwhile called before each step. */
  forward(ms: number, meanwhile = (): void => undefined, stepMs = ms): void {
    for (let left = ms; left > 0; left -= stepMs) {
      meanwhile();
      jest.advanceTimersByTime(Math.min(stepMs, left));
    }
  }
}

/** A stream's counters, to be counted up by the test. */
export type Counters = { -readonly [Key in keyof StreamOutcome]: StreamOutcome[Key] };

export function counters(stream: string, more: Partial<StreamOutcome> = {}): Counters {
  const columns: readonly Column[] = [{ field: "id", name: "id", type: "integer" }];
  return {
    stream,
    table: {
      ...{ stream: streamKey({ name: stream }), descriptor: { name: stream }, label: stream },
      ...{ schema: "s", name: stream, columns, known: columns, key: [], mode: "replace" },
    },
    ...{
      read: 0,
      loaded: 0,
      deleted: 0,
      typeMismatches: [],
      changes: [],
      warnings: [],
      skipped: undefined,
      skippedParents: [],
    },
    ...{ status: undefined, error: undefined, estimate: undefined, waitingUntilMs: undefined, requests: undefined },
    ...more,
  };
}

/** A stream that is whole. */
export function whole(stream: string, records: number, more: Partial<StreamOutcome> = {}): Counters {
  return counters(stream, { status: "COMPLETE", read: records, loaded: records, ...more });
}

export function outcomeOf(streams: readonly StreamOutcome[], more: Partial<SyncOutcome> = {}): SyncOutcome {
  const ok = streams.every(({ status }) => status === "COMPLETE");
  return { streams, ok, errors: [], warnings: [], ...more };
}

/** Outlets around a terminal, or without one. */
export function outletsOf(
  size: ConstructorParameters<typeof FakeOutlet>[0],
  environment: Environment = {},
  stop = new AbortController(),
): Outlets & Readonly<Record<"stdout" | "stderr", FakeOutlet>> {
  return { stdout: new FakeOutlet(), stderr: new FakeOutlet(size, environment), signal: stop.signal };
}
