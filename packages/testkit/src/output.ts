import type { JsonObject } from "@sluice/core";

/** One protocol line, parsed. */
export type Line = JsonObject & { readonly type: string };

/** The output of a connector, as a consumer of the protocol reads it. */
export class Output {
  readonly lines: readonly Line[];
  readonly stdout: string;
  readonly status: number | null;
  readonly stderr: string;

  /**
   * @param stdout the text as written. @param status the exit status; null if a signal ended the process.
   * @throws Error if a line is not a JSON object with a type, or the last has no end: such lines are lost for consumers.
   */
  constructor(stdout: string, status: number | null, stderr = "") {
    this.stdout = stdout;
    this.status = status;
    this.stderr = stderr;
    if (stdout !== "" && !stdout.endsWith("\n")) throw new Error("the last line has no end");
    this.lines = stdout.split("\n").slice(0, -1).map(parseLine);
  }

  /** The first lines only, as of a process that ended early. */
  upTo(lines: number): Output {
    return new Output(
      this.lines
        .slice(0, lines)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
      null,
    );
  }

  /** Payloads of one type: `of("RECORD")`. */
  of(type: string): JsonObject[] {
    const key = type === "CONNECTION_STATUS" ? "connectionStatus" : type.toLowerCase();
    return this.lines.filter((line) => line.type === type).map((line) => line[key] as JsonObject);
  }

  /** The data of a stream's records, in order. */
  records(stream: string): JsonObject[] {
    return this.of("RECORD")
      .filter((record) => record["stream"] === stream)
      .map((record) => record["data"] as JsonObject);
  }

  /** Records by stream. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { stream } of this.of("RECORD")) counts[String(stream)] = (counts[String(stream)] ?? 0) + 1;
    return counts;
  }

  /** The states of a stream in their order, each with the records that it counts. */
  states(stream: string): { readonly data: JsonObject; readonly recordCount: number }[] {
    return this.of("STATE")
      .filter((state) => nameIn(state["stream"] as JsonObject) === stream)
      .map((state) => ({
        data: (state["stream"] as JsonObject)["stream_state"] as JsonObject,
        recordCount: Number((state["sourceStats"] as JsonObject)["recordCount"]),
      }));
  }

  /** The stream's statuses, in order; a rate-limited RUNNING shows as `RUNNING RATE_LIMITED`. */
  statuses(stream: string): string[] {
    return this.of("TRACE").flatMap((trace) => {
      const status = trace["stream_status"] as JsonObject | undefined;
      if (status === undefined || nameIn(status) !== stream) return [];
      const [reason] = (status["reasons"] as JsonObject[] | undefined) ?? [];
      return [reason === undefined ? String(status["status"]) : `${status["status"]} ${reason["type"]}`];
    });
  }

  /** Error traces, of one stream or of all. */
  errors(stream?: string): JsonObject[] {
    return this.of("TRACE")
      .map((trace) => trace["error"] as JsonObject | undefined)
      .filter((error) => error !== undefined)
      .filter((error) => stream === undefined || nameIn(error) === stream);
  }

  /** Log texts, of one level or of all. */
  logs(level?: string): string[] {
    return this.of("LOG")
      .filter((entry) => level === undefined || entry["level"] === level)
      .map((entry) => String(entry["message"]));
  }

  /**
   * The kinds of a stream's lines in their order, repeats folded: `STARTED RUNNING RECORD STATE COMPLETE`. A RUNNING with a reason
   * is left out: a read that waits for a rate limit repeats it at any time.
   */
  order(stream: string): string {
    const kinds = this.lines.flatMap((line) => kindOf(line, stream) ?? []);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]).join(" ");
  }
}

function parseLine(text: string): Line {
  const line: unknown = JSON.parse(text);
  if (typeof line !== "object" || line === null || !("type" in line))
    throw new Error(`not a message: ${text.slice(0, 200)}`);
  return line as Line;
}

function nameIn(holder: JsonObject | undefined): string | undefined {
  return (holder?.["stream_descriptor"] as JsonObject | undefined)?.["name"] as string | undefined;
}

function kindOf(line: Line, stream: string): string | undefined {
  if (line.type === "RECORD") return (line["record"] as JsonObject)["stream"] === stream ? "RECORD" : undefined;
  if (line.type === "STATE")
    return nameIn((line["state"] as JsonObject)["stream"] as JsonObject) === stream ? "STATE" : undefined;
  if (line.type !== "TRACE") return undefined;
  const trace = line["trace"] as JsonObject;
  const status = trace["stream_status"] as JsonObject | undefined;
  if (status !== undefined && nameIn(status) === stream) {
    return status["reasons"] === undefined ? String(status["status"]) : undefined;
  }
  return nameIn(trace["error"] as JsonObject | undefined) === stream ? "ERROR" : undefined;
}
