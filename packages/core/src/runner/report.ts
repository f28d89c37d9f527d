import type { Drift } from "../schema/drift.js";
import type { Sample } from "../source/sample.js";

/** What one stream's read came to. */
export class StreamReport {
  records = 0;
  pages = 0;
  requests = 0;
  retries = 0;
  waitedMs = 0;
  drift: Drift | undefined;
  sample: Sample | undefined;
  /** Why the walk ended; the error's text where it failed. */
  end = "";
  outcome: "read" | "failed" | "parent" = "parent";
  /** Sends the stream's state once more, while it is being read. */
  beat: (() => Promise<void>) | undefined;
}

/** The reports of a run, in the order in which streams were met. A parent that is only read for its children has one too. */
export class RunReport {
  readonly #streams = new Map<string, StreamReport>();

  of(stream: string): StreamReport {
    let report = this.#streams.get(stream);
    if (report === undefined) {
      report = new StreamReport();
      this.#streams.set(stream, report);
    }
    return report;
  }

  get failed(): boolean {
    return [...this.#streams.values()].some((report) => report.outcome === "failed");
  }

  /** How many requests each stream has made, of those that made any. */
  *requests(): Iterable<readonly [stream: string, requests: number]> {
    for (const [name, { requests }] of this.#streams) if (requests > 0) yield [name, requests];
  }

  /** The summary: a line for each stream. */
  toString(): string {
    const lines = [...this.#streams].map(([name, report]) => `  ${name}: ${summaryOf(report)}`);
    return ["Summary of the read:", ...lines].join("\n");
  }
}

function summaryOf(report: StreamReport): string {
  const misfits = entries(report.drift?.misfits);
  const undeclared = entries(report.drift?.undeclared);
  const { checked = 0 } = report.sample ?? {};
  const ofChecked = checked === report.records ? "" : ` (${checked} records were looked at)`;
  return [
    ...(report.outcome === "parent"
      ? ["read for its children only"]
      : [`${report.records} records`, `${report.pages} pages`]),
    `${report.requests} requests`,
    `${report.retries} retries`,
    `${(report.waitedMs / 1000).toFixed(1)} s waited`,
    ...(misfits === "" ? [] : [`fields that did not fit${ofChecked}: ${misfits}`]),
    ...(undeclared === "" ? [] : [`fields not in the schema${ofChecked}: ${undeclared}`]),
    ...(report.end === "" ? [] : [`${report.outcome === "failed" ? "failed" : "ended"}: ${report.end}`]),
  ].join(", ");
}

function entries(counts: ReadonlyMap<string, number> | undefined): string {
  return [...(counts ?? [])].map(([field, count]) => `${field} ${count}×`).join(", ");
}
