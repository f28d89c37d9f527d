import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { streamDetailsIn } from "../source/analytics.js";
import { failureText, shortened } from "../source/failure.js";
import type { Secrets } from "../source/secrets.js";
import { descriptorIn, type StreamDescriptor, type StreamKey, streamKey } from "../streams/stream.js";
import type { StreamLoader } from "./stream-loader.js";
import { Warnings } from "./warnings.js";

/** What a source reports besides records and states: statuses of streams, errors and warnings. */
export class SourceReports {
  readonly #streams: ReadonlyMap<StreamKey, StreamLoader>;
  readonly #warnings: Warnings;
  readonly #errors = new Warnings("errors");
  /** Whether it reports statuses: then a stream that it does not call complete is not. */
  hasStatuses = false;

  readonly #secrets: Secrets;

  constructor(
    streams: ReadonlyMap<StreamKey, StreamLoader>,
    { warnings, secrets }: { readonly warnings: Warnings; readonly secrets: Secrets },
  ) {
    this.#streams = streams;
    this.#warnings = warnings;
    this.#secrets = secrets;
  }

  /** Errors that name no stream. */
  get errors(): readonly string[] {
    return this.#errors.all;
  }

  /** An error of no single stream: kept once, although it may happen with every record, and at most so many of them. */
  error(text: string): void {
    this.#errors.add(shortened(this.#secrets.masked(text)));
  }

  /** A message that is neither a record nor a state. */
  message(type: string, body: JsonObject): void {
    if (type === "TRACE") this.#trace(body);
    if (type === "LOG") this.#log(body);
  }

  #trace(trace: JsonObject): void {
    const { type, error, estimate, stream_status: status, analytics } = trace;
    if (type === "ERROR" && isJsonObject(error)) this.#failure(error);
    if (type === "ESTIMATE" && isJsonObject(estimate)) {
      const stream = this.#stream(descriptorIn(estimate));
      if (stream !== undefined && typeof estimate["row_estimate"] === "number") {
        stream.estimate = estimate["row_estimate"];
      }
    }
    if (type === "STREAM_STATUS" && isJsonObject(status)) this.#status(status);
    if (type === "ANALYTICS" && isJsonObject(analytics)) this.#details(analytics);
  }

  #details(analytics: JsonObject): void {
    const { stream: name, requests, skippedParent, skipped } = streamDetailsIn(analytics) ?? {};
    const stream = name === undefined ? undefined : this.#stream({ name });
    if (stream === undefined) return;
    stream.requests = requests ?? stream.requests;
    if (skippedParent !== undefined) stream.skipParent(skippedParent);
    if (skipped !== undefined) stream.skip(skipped);
  }

  #failure(error: JsonObject): void {
    const stream = this.#stream(descriptorIn(error["stream_descriptor"]));
    if (stream === undefined) this.error(failureText(error));
    else stream.fail(failureText(error));
  }

  #status(status: JsonObject): void {
    this.hasStatuses = true;
    const stream = this.#stream(descriptorIn(status["stream_descriptor"]));
    const value = status["status"];
    if (stream === undefined) return;
    if (value === "COMPLETE" || value === "INCOMPLETE") stream.report(value);
    const reasons = Array.isArray(status["reasons"]) ? status["reasons"] : [];
    for (const reason of reasons.filter(isJsonObject)) {
      const { type, rate_limited: limit } = reason;
      if (type !== "RATE_LIMITED") continue;
      stream.waitingUntilMs = isJsonObject(limit) ? Number(limit["quota_reset"]) || undefined : undefined;
    }
  }

  /** Warnings concern the user; the rest of a log is for `--log`. */
  #log({ level, message }: JsonObject): void {
    if (level === "WARN" || level === "ERROR" || level === "FATAL") this.#warnings.add(shortened(String(message)));
  }

  #stream(descriptor: StreamDescriptor | undefined): StreamLoader | undefined {
    return descriptor === undefined ? undefined : this.#streams.get(streamKey(descriptor));
  }
}
