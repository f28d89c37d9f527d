import type { ObservedRead } from "../source/observed-read.js";

/** The result of one stream's read. */
export class StreamReport {
  records = 0;
  pages = 0;
  requests = 0;
  retries = 0;
  waitedMs = 0;
  skippedSlices = 0;
  /** How often each error rule decided on a reply. */
  readonly #rules = new Map<string, number>();
  /** Why pagination ended; the error's text where the stream failed. */
  end = "";
  outcome: "read" | "failed" | "skipped" | "parent" = "parent";
  #read: ObservedRead | undefined;

  /** The read whose schema check is part of the summary. */
  watch(read: ObservedRead): void {
    this.#read = read;
  }

  countRule(rule: string): void {
    this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1);
  }

  /** For the summary. */
  toString(): string {
    const { check, sample } = this.#read ?? {};
    const mismatches = listed(check?.mismatches);
    const undeclared = listed(check?.undeclared);
    const { checked = 0 } = sample ?? {};
    const ofChecked = checked === this.records ? "" : ` (${checked} records were checked)`;
    return [
      ...(this.outcome === "parent"
        ? ["read for its children only"]
        : [`${this.records} records`, `${this.pages} pages`]),
      `${this.requests} requests`,
      `${this.retries} retries`,
      `${(this.waitedMs / 1000).toFixed(1)} s waited`,
      ...(this.skippedSlices === 0 ? [] : [`${this.skippedSlices} slices skipped, so not everything arrived`]),
      ...(this.#rules.size === 0 ? [] : [`error rules: ${listed(this.#rules, "; ")}`]),
      ...(mismatches === "" ? [] : [`fields that did not match${ofChecked}: ${mismatches}`]),
      ...(undeclared === "" ? [] : [`fields not in the schema${ofChecked}: ${undeclared}`]),
      ...(this.end === "" ? [] : [`${ENDS[this.outcome]}: ${this.end}`]),
    ].join(", ");
  }
}

const ENDS = { read: "ended", parent: "ended", failed: "failed", skipped: "skipped" };

/** The reports of a run, in the order in which streams began. A parent that is only read for its children has one too. */
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

  /** Whether there is a stream, and the API refuses each of them. */
  get allSkipped(): boolean {
    const read = [...this.#streams.values()].filter(({ outcome }) => outcome !== "parent");
    return read.length > 0 && read.every(({ outcome }) => outcome === "skipped");
  }

  /** How many requests each stream has made, of those that made any. */
  *requests(): Iterable<readonly [stream: string, requests: number]> {
    for (const [name, { requests }] of this.#streams) if (requests > 0) yield [name, requests];
  }

  /** The summary: a line for each stream. */
  toString(): string {
    return ["Summary of the read:", ...[...this.#streams].map(([name, report]) => `  ${name}: ${report}`)].join("\n");
  }
}

function listed(counts: ReadonlyMap<string, number> | undefined, separator = ", "): string {
  return [...(counts ?? [])].map(([name, count]) => `${name} ${count}×`).join(separator);
}
