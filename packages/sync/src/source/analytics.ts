import type { JsonObject } from "@sluice/core/json";
import { messageIn } from "./messages.js";

/** What Sluice's own connectors report of a stream if `SLUICE_PROGRESS` is set. */
export interface StreamDetails {
  readonly stream: string;
  /** How many requests the stream has made so far. */
  readonly requests?: number;
  /** A parent whose records the API refuses, e.g. `productId 08d8…`. */
  readonly skippedParent?: string;
  /** Why nothing of the stream can be read, where its source passes over that. */
  readonly skipped?: string;
}

const TYPES: readonly string[] = ["sluice-requests", "sluice-skipped-parent", "sluice-skipped-stream"];

/** The details in a trace's `analytics`; undefined for what other sources write there. */
export function streamDetailsIn({ type, value }: JsonObject): StreamDetails | undefined {
  if (typeof value !== "string") return undefined;
  if (typeof type !== "string" || !TYPES.includes(type)) return undefined;
  const { stream, requests, parent, reason } = messageIn(Buffer.from(value)) ?? {};
  if (typeof stream !== "string") return undefined;
  if (type === "sluice-requests") return typeof requests === "number" ? { stream, requests } : undefined;
  if (type === "sluice-skipped-stream") return typeof reason === "string" ? { stream, skipped: reason } : undefined;
  return typeof parent === "string" ? { stream, skippedParent: parent } : undefined;
}
