import * as z from "zod";
import { PATIENT, type RetryPolicy } from "../http/retry.js";

/** A number of a limit, with what it is if nobody says otherwise. */
function limit(schema: z.ZodNumber, fallback: number, text: { readonly title: string; readonly description: string }) {
  return schema.default(fallback).meta(text);
}

const limits = z.looseObject({
  attempts: limit(z.number().int().min(1).max(100), 7, {
    title: "Attempts",
    description:
      "How often a request is tried, the first time included. A rate limit that says how long to wait does not count.",
  }),
  retry_minutes: limit(z.number().positive().max(1440), 30, {
    title: "Minutes of trying",
    description: "How long one request may be tried in all, waits included.",
  }),
  longest_wait_minutes: limit(z.number().positive().max(1440), 30, {
    title: "Longest wait in minutes",
    description:
      "How long the server may make the connector wait at once. What asks for more fails the stream at once.",
  }),
  idle_seconds: limit(z.number().positive().max(3600), 60, {
    title: "Idle seconds",
    description: "The longest silence on a connection, before and within a reply.",
  }),
  reply_minutes: limit(z.number().positive().max(1440), 10, {
    title: "Minutes of a reply",
    description: "How long one reply may take from the request to its last byte, however steadily it comes.",
  }),
  requests_per_minute: z.number().int().positive().optional().meta({
    title: "Requests per minute",
    description:
      "How many requests may go out in any 60 seconds, where the vendor grants another number than its documents say.",
  }),
  most_pages: limit(z.number().int().positive(), 100_000, {
    title: "Most pages",
    description: "How many pages a single list may have. A list that goes on behind that is taken for endless.",
  }),
  largest_body_mb: limit(z.number().positive().max(2000), 256, {
    title: "Largest reply in MB",
    description: "How large one reply may be, unpacked. It is held in memory whole.",
  }),
});

const CHECKS = ["all", "sample", "off"] as const;

/** How many records are held against their schema. */
export type Checks = (typeof CHECKS)[number];

/** The setting for that. What it finds is a warning in any case, and no record is changed or left out for it. */
export const checksSetting = z.enum(CHECKS).optional().meta({
  title: "Checks",
  default: "sample",
  description:
    "Which records are held against the schema, to warn of fields that changed: all, sample (the first 1,000 of each stream and every 20th after them) or off.",
});

/** @param given what a config says of it, already checked. */
export function checksOf(given: unknown): Checks {
  return checksSetting.parse(given) ?? "sample";
}

/** The setting of how many requests may be under way at once. */
export const concurrencySetting = z.number().int().min(1).max(64).optional().meta({
  title: "Concurrency",
  description:
    "How many requests may be under way at once, over all streams; by default what suits the vendor's limit.",
});

/** Bounds of patience and size, with all defaults filled in. */
export type SourceLimits = z.infer<typeof limits>;

/** The setting that holds them, the same for every connector. */
export const limitsSetting = limits.optional().meta({
  title: "Limits",
  description: "How long to wait, how often to try, and how much to take in. The defaults suit a read at night.",
});

/** @param given what a config says of them, already checked. */
export function limitsOf(given: unknown): SourceLimits {
  return limits.parse(given ?? {});
}

/** How long and how often a read at night tries a request, by the settings. */
export function patienceOf(limits: SourceLimits): RetryPolicy {
  return {
    ...PATIENT,
    attempts: limits.attempts,
    budgetMs: limits.retry_minutes * 60_000,
    longestWaitMs: limits.longest_wait_minutes * 60_000,
  };
}
