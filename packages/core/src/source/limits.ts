import * as z from "zod";
import { type RetryPolicy, SYNC_RETRIES } from "../http/retry.js";
import type { PageLimits } from "../streams/context.js";

/** A number with its default. */
function limit(schema: z.ZodNumber, fallback: number, text: { readonly title: string; readonly description: string }) {
  return schema.default(fallback).meta(text);
}

const limits = z.looseObject({
  attempts: limit(z.number().int().min(1).max(100), 7, {
    title: "Attempts",
    description:
      "How many times a request is attempted, the first time included. A rate limit that says how long to wait does not count.",
  }),
  retry_minutes: limit(z.number().positive().max(1440), 30, {
    title: "Retry minutes",
    description: "How long one request may be attempted in all, waits included.",
  }),
  longest_wait_minutes: limit(z.number().positive().max(1440), 30, {
    title: "Longest wait in minutes",
    description: "The longest single wait that the server may ask for. A longer one fails the stream at once.",
  }),
  idle_seconds: limit(z.number().positive().max(3600), 60, {
    title: "Idle seconds",
    description: "The longest silence on a connection, before and within a response.",
  }),
  reply_minutes: limit(z.number().positive().max(1440), 10, {
    title: "Response minutes",
    description: "How long one response may take from the request to its last byte, even if data keeps arriving.",
  }),
  requests_per_minute: z.number().int().positive().optional().meta({
    title: "Requests per minute",
    description:
      "How many requests may be sent in any 60 seconds, if the vendor grants another number than it documents.",
  }),
  most_pages: limit(z.number().int().positive(), 100_000, {
    title: "Most pages",
    description: "How many pages a single list may have. A list with more is treated as endless.",
  }),
  most_empty_pages: limit(z.number().int().positive(), 100, {
    title: "Most empty pages",
    description: "How many pages in a row may be empty although the API says that there are more.",
  }),
  largest_body_mb: limit(z.number().positive().max(2000), 256, {
    title: "Largest response in MB",
    description: "How large one response may be, unpacked. All of it is held in memory.",
  }),
});

const CHECKS = ["all", "sample", "off"] as const;

/** Which records are checked against their schema. */
export type Checks = (typeof CHECKS)[number];

/** The setting for that. A mismatch is a warning, and never changes or omits a record. */
export const checksSetting = z.enum(CHECKS).optional().meta({
  title: "Checks",
  default: "sample",
  description:
    "Which records are checked against the schema, to warn of fields that changed: all, sample (the first 1,000 of each stream and every 20th after that) or off.",
});

/** The setting of how many requests may be in flight at once. */
export const concurrencySetting = z.number().int().min(1).max(64).optional().meta({
  title: "Concurrency",
  description: "How many requests may be in flight at once, over all streams. The default suits the vendor's limit.",
});

/** Limits of time and size, with all defaults filled in. */
export type SourceLimits = z.infer<typeof limits>;

/** The setting that holds them, the same for every connector. Its defaults are filled in where a config does not have it. */
export const limitsSetting = limits.prefault({}).meta({
  title: "Limits",
  description: "How long to wait, how often to retry, and how much to read. The defaults suit scheduled syncs.",
});

/** The defaults of all limits. */
export const DEFAULT_LIMITS: SourceLimits = limits.parse({});

/** How long and how large a list may be, by the settings. */
export function pageLimitsOf(limits: SourceLimits): PageLimits {
  return {
    maxPages: limits.most_pages,
    maxEmptyPages: limits.most_empty_pages,
    maxBodyBytes: limits.largest_body_mb * MEGABYTE,
    maxFileBytes: MAX_FILE_BYTES,
  };
}

const MEGABYTE = 1024 * 1024;

/** No setting: a file takes no memory, and its space on the disk only while it is read. */
const MAX_FILE_BYTES = 64 * 1024 * MEGABYTE;

/** How long and how often a sync tries a request, by the settings. */
export function retryPolicyOf(limits: SourceLimits): RetryPolicy {
  return {
    ...SYNC_RETRIES,
    attempts: limits.attempts,
    budgetMs: limits.retry_minutes * 60_000,
    maxWaitMs: limits.longest_wait_minutes * 60_000,
  };
}
