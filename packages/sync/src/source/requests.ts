import type { JsonObject } from "@sluice/core/json";
import { messageIn } from "./message.js";

/** How many requests a stream has made so far: what connectors of this house tell if `SLUICE_PROGRESS` is set. */
export interface Requests {
  readonly stream: string;
  readonly requests: number;
}

/** What a trace's `analytics` says of requests; those of other sources are about something else. */
export function requestsIn({ type, value }: JsonObject): Requests | undefined {
  if (type !== "sluice-requests" || typeof value !== "string") return undefined;
  const { stream, requests } = messageIn(Buffer.from(value)) ?? {};
  return typeof stream === "string" && typeof requests === "number" ? { stream, requests } : undefined;
}
