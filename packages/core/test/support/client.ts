import { FastClock } from "@sluice/testkit";
import type { ConnectorError } from "../../src/errors/connector-error.js";
import { type ClientParts, HttpClient } from "../../src/http/client.js";
import { HttpTransport } from "../../src/http/http-transport.js";
import type { Observer, SkippedSlice, Wait } from "../../src/http/observer.js";
import { RateLimiter } from "../../src/http/rate-limiter.js";
import type { RetryPolicy } from "../../src/http/retry.js";
import { skippedText } from "../../src/source/records.js";

/** Keeps all events in lists. */
export class ObserverLog implements Observer {
  readonly lines: string[] = [];
  readonly waits: Wait[] = [];
  /** The error rules that decided on a reply. */
  readonly rules: string[] = [];
  readonly entries: { readonly level: "INFO" | "WARN"; readonly stream: string; readonly text: string }[] = [];

  requestSent(stream: string, endpoint: string): void {
    this.lines.push(`${stream}: ${endpoint}`);
  }

  retrying(stream: string, error: ConnectorError): void {
    this.lines.push(`${stream}: retry after ${error.status ?? error.name}`);
  }

  waiting(stream: string, wait: Wait): void {
    this.waits.push(wait);
    this.lines.push(`${stream}: waits for ${wait.reason}`);
  }

  warn(stream: string, text: string): void {
    this.entries.push({ level: "WARN", stream, text });
  }

  info(stream: string, text: string): void {
    this.entries.push({ level: "INFO", stream, text });
  }

  ruleMatched(stream: string, rule: string): void {
    this.rules.push(`${stream}: ${rule}`);
  }

  sliceSkipped(stream: string, skipped: SkippedSlice): void {
    this.entries.push({ level: "WARN", stream, text: skippedText(skipped) });
  }
}

export const UNSIGNED: ClientParts["authenticator"] = {
  authenticate: (request) => request,
  scrubResponse: (response) => response,
};

export const RETRY: RetryPolicy = {
  attempts: 4,
  budgetMs: 600_000,
  baseDelayMs: 1000,
  maxDelayMs: 60_000,
  maxWaitMs: 600_000,
};

export interface TestClient {
  readonly client: HttpClient;
  readonly clock: FastClock;
  readonly observer: ObserverLog;
}

/** A client with the real transport, whose waits take no time. */
export function clientOf(baseUrl: string, parts: Partial<ClientParts> = {}, clock = new FastClock()): TestClient {
  const observer = new ObserverLog();
  const client = new HttpClient({
    baseUrl,
    authenticator: UNSIGNED,
    transport: new HttpTransport("sluice-test/1.0"),
    rateLimiter: new RateLimiter({ concurrency: 4, requestsPerMinute: 100_000 }, clock),
    retry: RETRY,
    clock,
    observer,
    signal: new AbortController().signal,
    ...parts,
  });
  return { client, clock, observer };
}

/** All texts of an error, with its causes and hidden properties. */
export function everythingIn(error: unknown, seen = new Set<unknown>()): string {
  if (typeof error !== "object" || error === null) return String(error);
  if (seen.has(error)) return "";
  seen.add(error);
  return Reflect.ownKeys(error)
    .map((name) => `${String(name)}=${everythingIn(Reflect.get(error, name), seen)}`)
    .join("; ");
}

/** The reason with which a promise rejects. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === "rejected") return result.reason;
  throw new Error("it was not rejected");
}
