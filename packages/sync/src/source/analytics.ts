import type { JsonObject } from "@sluice/core/json";
import { messageIn } from "./messages.js";

/** What Sluice's own connectors report of a stream if `SLUICE_PROGRESS` is set. */
export interface StreamDetails {
  readonly stream: string;
  /** How many requests the stream has made so far. */
  readonly requests?: number;
  /** A parent whose records the API refuses, e.g. `productId 08d8…`. */
  readonly skippedParent?: string;
}

/** The details in a trace's `analytics`; undefined for what other sources write there. */
export function streamDetailsIn({ type, value }: JsonObject): StreamDetails | undefined {
  if (typeof value !== "string") return undefined;
  if (type !== "sluice-requests" && type !== "sluice-skipped-parent") return undefined;
  const { stream, requests, parent } = messageIn(Buffer.from(value)) ?? {};
  if (typeof stream !== "string") return undefined;
  if (type === "sluice-requests") return typeof requests === "number" ? { stream, requests } : undefined;
  return typeof parent === "string" ? { stream, skippedParent: parent } : undefined;
}
