import type { StreamOutcome } from "../../sync/stream-outcome.js";
import { errorOf } from "./errors.js";
import type { Piece } from "./printer.js";
import { type SourceProgress, type Stage, stageOf, waitOf } from "./progress.js";
import type { Rates } from "./rate.js";
import type { Colors } from "./terminal.js";
import { number, perSecond, roughly, timeOfDay } from "./words.js";

/** The end of a row, in its long and its short form. */
interface Tail extends Piece {
  readonly short?: string;
}

/** One line of the live table. */
export interface LiveRow {
  readonly mark: Piece;
  readonly name: Piece;
  /** Read, loaded, rate, requests. */
  readonly numbers: readonly string[];
  readonly tail: Tail;
}

/** A stream's row, and how far the stream is. */
export interface StreamRow extends LiveRow {
  readonly stage: Stage;
}

/** What rows are made by. */
export interface Moment {
  readonly nowMs: number;
  readonly rates: Rates;
  readonly colors: Colors;
}

const BAR = 10;

/** Rows for all streams of a source: rates are only right if every stream is looked at each time. */
export function streamRows(source: SourceProgress, { nowMs, rates, colors }: Moment): readonly StreamRow[] {
  return source.streams.map((stream) => {
    const { read, loaded, requests } = stream;
    const name = `${source.name}.${stream.stream}`;
    const stage = stageOf(stream, source.isOver);
    const rate = rates.seen(name, read, nowMs);
    const untilMs = waitOf(stream, nowMs);
    const pace = stage === "under way" && untilMs === undefined ? rate : undefined;
    return {
      stage,
      mark: untilMs === undefined ? markOf(stage, colors) : { text: "…", paint: colors.yellow },
      name: { text: name, paint: stage === "done" ? colors.dim : undefined },
      numbers: numbersOf(read, loaded, pace, requests),
      tail: tailOf(stream, { stage, untilMs, rate: pace, nowMs, colors }),
    };
  });
}

/** A source's totals, with how long it has taken. */
export function sourceRow(source: SourceProgress, { nowMs, rates, colors }: Moment): LiveRow {
  const { streams, stages, read, loaded, requests } = source.totals;
  const rate = rates.seen(source.name, read, nowMs);
  const failed = stages.failed === 0 ? "" : `${number(stages.failed)} failed, `;
  const done = `${roughly(source.lastedMs(nowMs))}, ${failed}${number(stages.done)} of ${number(streams)}`;
  const stage = source.isOver ? (source.ok === true ? "done" : "failed") : "under way";
  return {
    mark: markOf(stage, colors),
    name: { text: source.name, paint: colors.bold },
    numbers: numbersOf(read, loaded, source.isOver ? undefined : rate, requests),
    tail: {
      text: source.failure ?? `${done} ${streams === 1 ? "stream" : "streams"} done`,
      short: source.failure ?? done,
      paint: stages.failed > 0 || stage === "failed" ? colors.red : undefined,
    },
  };
}

function markOf(stage: Stage, colors: Colors): Piece {
  if (stage === "done") return { text: "✓", paint: colors.green };
  if (stage === "failed") return { text: "✗", paint: colors.red };
  return { text: "›", paint: colors.cyan };
}

function numbersOf(read: number, loaded: number, rate: number | undefined, requests: number | undefined) {
  return [
    number(read),
    number(loaded),
    rate === undefined ? "" : perSecond(rate),
    requests === undefined ? "" : number(requests),
  ];
}

interface Standing extends Pick<Moment, "nowMs" | "colors"> {
  readonly stage: Stage;
  readonly untilMs: number | undefined;
  readonly rate: number | undefined;
}

function tailOf(stream: StreamOutcome, { stage, untilMs, rate, nowMs, colors }: Standing): Tail {
  if (stage === "failed") return { text: errorOf(stream) ?? "", paint: colors.red };
  if (untilMs !== undefined) {
    const time = timeOfDay(untilMs, nowMs);
    return { text: `waits for the rate limit until ${time}`, short: `waits until ${time}`, paint: colors.yellow };
  }
  const { read, estimate } = stream;
  if (stage !== "under way" || estimate === undefined || estimate <= 0) return { text: "" };
  const part = Math.min(read / estimate, 0.99); // it is an idea only: done is what the source calls so
  const full = Math.floor(part * BAR);
  const bar = "█".repeat(full) + "░".repeat(BAR - full);
  const left =
    rate === undefined || rate <= 0 || read >= estimate ? "" : `, ${roughly(((estimate - read) / rate) * 1000)} left`;
  const percent = `${Math.floor(part * 100)}%${left}`;
  return { text: `${bar} ${percent}`, short: percent };
}
