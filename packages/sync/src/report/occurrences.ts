/** Failures, skipped streams and warnings: the same text in many runs, or of many streams, is one entry. */
import type { RunRecord, StreamCount } from "../destinations/destination.js";
import { explained } from "./remedy.js";
import type { Occurrence } from "./report-data.js";

interface Found extends Pick<Occurrence, "kind" | "text"> {
  /** Undefined where it is of no single stream. */
  readonly stream?: string;
}

/** Those of the last run of a connection first. @param runs the newest first. */
export function occurrencesIn(runs: readonly RunRecord[]): readonly Occurrence[] {
  const all = new Map<string, Occurrence>();
  const seen = new Set<string>();
  for (const run of runs) {
    const { connection, id, startedAt } = run;
    const isCurrent = !seen.has(connection);
    seen.add(connection);
    const counted = new Set<string>();
    for (const found of foundIn(run)) {
      const key = JSON.stringify([connection, found.kind, found.text]);
      const known = all.get(key) ?? newOccurrence({ connection, id, startedAt, isCurrent }, found);
      const streams = found.stream === undefined ? [] : [found.stream];
      const count = known.runs + (counted.has(key) ? 0 : 1);
      counted.add(key);
      all.set(key, { ...known, streams: [...new Set([...known.streams, ...streams])], runs: count, first: startedAt });
    }
  }
  return [...all.values()].sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
}

type Where = Pick<RunRecord, "connection" | "id" | "startedAt"> & Pick<Occurrence, "isCurrent">;

function newOccurrence({ connection, id, startedAt, isCurrent }: Where, { kind, text }: Found): Occurrence {
  const { failure, remedy } = explained(text);
  const span = { runs: 0, first: startedAt, last: startedAt, lastRun: id, isCurrent };
  return { connection, streams: [], kind, text: failure, remedy: remedy ?? usualRemedy(kind), ...span };
}

/** What helps where a message does not say it. */
function usualRemedy(kind: Occurrence["kind"]): string | undefined {
  if (kind === "killed") return "Nothing to do: the next sync resumes from the last state.";
  return kind === "failed" ? "Run the sync again with --log FILE, and look for the cause in that file." : undefined;
}

function foundIn({ streams, errors, error, status, warnings }: RunRecord): readonly Found[] {
  const ofStreams = new Set(streams.map((stream) => stream.error));
  const isStopped = status === "stopped"; // by somebody: its error is not a failure
  const general = new Set([...(error === undefined || isStopped ? [] : [error]), ...errors]);
  return [
    ...streams.flatMap(foundInStream),
    ...[...general].filter((text) => !ofStreams.has(text)).map((text): Found => ({ kind: "failed", text })),
    ...(status === "killed" ? [{ kind: "killed" as const, text: "The sync was killed." }] : []),
    ...warnings.map((text): Found => ({ kind: "warning", text })),
  ];
}

function foundInStream({ stream, error, skipped, warnings = [], ...rest }: StreamCount): readonly Found[] {
  const { skippedParents = [], typeMismatches = [] } = rest;
  const fields = typeMismatches.map(({ field }) => field);
  const texts: readonly (readonly [Occurrence["kind"], string | undefined])[] = [
    ["failed", withoutName(error, stream)],
    ["skipped", skipped],
    ...skippedParents.map((parent) => ["skipped", `Parent ${parent} was refused by the API.`] as const),
    ...fields.map(
      (field) => ["mismatch", `${field}: values not of the column's type, kept in _sluice_extra.`] as const,
    ),
    ...warnings.map((text) => ["warning", text] as const),
  ];
  return texts.flatMap(([kind, text]) => (text === undefined ? [] : [{ stream, kind, text }]));
}

/** The name of the stream is shown anyway, and without it the same error of many streams is one. */
function withoutName(error: string | undefined, stream: string): string | undefined {
  const prefix = `Stream "${stream}": `;
  return error?.startsWith(prefix) === true ? error.slice(prefix.length) : error;
}
