import type { StreamOutcome } from "../../sync/stream-outcome.js";
import type { SyncOutcome } from "../../sync/sync.js";
import { counted, joined, number, sum } from "./words.js";

/** A source under way. */
export interface RunningSource {
  readonly name: string;
  readonly startedMs: number;
  /** As they are now, whenever it is called. */
  readonly streams: () => readonly StreamOutcome[];
}

/** A source at its end. */
export interface EndedSource extends SyncOutcome {
  readonly name: string;
  /** The id of its run, where there is one. */
  readonly run: string | undefined;
  readonly lastedMs: number;
  /** Why it could not be synced at all. */
  readonly failure?: string;
}

/** How far a stream is. */
export type Stage = "under way" | "waiting" | "failed" | "done" | "to come";

export function stageOf({ status, error, read, requests, skipped, waitingUntilMs = 0 }: StreamOutcome): Stage {
  if (skipped !== undefined) return "done";
  if (error !== undefined || status === "INCOMPLETE") return "failed";
  if (status === "COMPLETE") return "done";
  if (waitingUntilMs > Date.now()) return "waiting";
  // not every source reports when a stream begins, so its first record or request counts as the beginning
  return read > 0 || requests !== undefined || waitingUntilMs > 0 ? "under way" : "to come";
}

export function inStage(streams: readonly StreamOutcome[], stage: Stage): readonly StreamOutcome[] {
  return streams.filter((stream) => stageOf(stream) === stage);
}

/** Why a stream failed, for a line that names the stream already: Sluice's own connectors begin with it too. */
export function errorOf({ stream, error }: { readonly stream: string; readonly error?: string | undefined }) {
  return error?.replace(`Stream "${stream}": `, "");
}

/** The sums of streams; requests are undefined where no stream reports them. */
export function totalsOf(streams: readonly StreamOutcome[]) {
  const reported = streams.flatMap(({ requests }) => requests ?? []);
  return {
    read: sum(streams, ({ read }) => read),
    loaded: sum(streams, ({ loaded }) => loaded),
    deleted: sum(streams, ({ deleted }) => deleted),
    requests: reported.length === 0 ? undefined : sum(reported, (requests) => requests),
  };
}

/** 2 failed, 40 of 61 streams done. */
export function doneText(streams: readonly StreamOutcome[]): string {
  const [failed, done] = [inStage(streams, "failed").length, inStage(streams, "done").length];
  const all = counted(streams.length, "stream");
  return joined([failed > 0 && `${number(failed)} failed`, `${number(done)} of ${all} done`]);
}
