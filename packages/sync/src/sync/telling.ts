import { isJsonObject, type JsonObject } from "@sluice/core/json";
import { requestsIn } from "../source/requests.js";
import { streamKey } from "../tables/table.js";
import type { Notes } from "./notes.js";
import type { StreamLanding } from "./stream-landing.js";

/** What a source says of itself, beside its records and states: how streams fare, what went wrong, what it warns of. */
export class Telling {
  readonly #streams: ReadonlyMap<string, StreamLanding>;
  readonly #notes: Notes;
  /** Errors that name no stream. */
  readonly errors: string[] = [];
  /** Whether it tells of streams' status: then one that it does not call complete is not. */
  tellsStatus = false;

  constructor(streams: ReadonlyMap<string, StreamLanding>, notes: Notes) {
    this.#streams = streams;
    this.#notes = notes;
  }

  /** Told once, though it may happen with every record. */
  error(text: string): void {
    if (!this.errors.includes(text)) this.errors.push(text);
  }

  /** A message that is neither a record nor a state. */
  message(type: string, body: JsonObject): void {
    if (type === "TRACE") this.#trace(body);
    if (type === "LOG") this.#log(body);
    if (type === "CONTROL") {
      this.#notes.add("The source has a new config, e.g. a renewed token. It is not written to your config file.");
    }
  }

  #trace(trace: JsonObject): void {
    const { type, error, estimate, stream_status: status, analytics } = trace;
    if (type === "ERROR" && isJsonObject(error)) {
      const text = String(error["message"] ?? error["internal_message"] ?? "an error without a message");
      const stream = this.#streams.get(nameIn(error) ?? "");
      if (stream === undefined) this.error(text);
      else stream.error ??= text;
    }
    if (type === "ESTIMATE" && isJsonObject(estimate)) {
      const stream = this.#streams.get(streamKey(String(estimate["name"]), textIn(estimate["namespace"])));
      if (stream !== undefined && typeof estimate["row_estimate"] === "number")
        stream.estimate = estimate["row_estimate"];
    }
    if (type === "STREAM_STATUS" && isJsonObject(status)) this.#status(status);
    const told = type === "ANALYTICS" && isJsonObject(analytics) ? requestsIn(analytics) : undefined;
    const stream = told === undefined ? undefined : this.#streams.get(told.stream);
    if (stream !== undefined) stream.requests = told?.requests;
  }

  #status(status: JsonObject): void {
    this.tellsStatus = true;
    const stream = this.#streams.get(nameIn(status) ?? "");
    const value = status["status"];
    if (stream === undefined) return;
    if (value === "COMPLETE" || value === "INCOMPLETE") stream.status = value;
    const reasons = Array.isArray(status["reasons"]) ? status["reasons"] : [];
    for (const reason of reasons.filter(isJsonObject)) {
      const { type, rate_limited: limit } = reason;
      if (type !== "RATE_LIMITED") continue;
      stream.waitingUntilMs = isJsonObject(limit) ? Number(limit["quota_reset"]) || undefined : undefined;
    }
  }

  /** What a source thinks worth a warning is worth a person's eyes; the rest is its own affair. */
  #log({ level, message }: JsonObject): void {
    if (level === "WARN" || level === "ERROR" || level === "FATAL") this.#notes.add(String(message));
  }
}

/** The stream that a descriptor names. */
export function nameIn({ stream_descriptor: descriptor }: JsonObject): string | undefined {
  if (!isJsonObject(descriptor) || typeof descriptor["name"] !== "string") return undefined;
  return streamKey(descriptor["name"], textIn(descriptor["namespace"]));
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
