import type * as z from "zod";
import type { HttpClient } from "../http/client.js";
import { type Clock, systemClock } from "../http/clock.js";
import type { Observer } from "../http/observer.js";
import type { JsonObject } from "../protocol/json.js";
import type { StreamContext } from "../streams/context.js";
import { ParentCache } from "../streams/parent-cache.js";
import { PrefetchBudget } from "../streams/prefetch.js";
import type { CommonConfig } from "./config.js";

/** What a run gives to a source. */
export interface RunContext {
  readonly clock: Clock;
  readonly observer: Observer;
  /** Aborts when the run must stop at once. */
  readonly signal: AbortSignal;
  /** Masks a value in all output from now on, e.g. a token that an authenticator has fetched. */
  readonly addSecret?: (secret: string) => void;
  /**
   * Saves settings that the API has replaced, e.g. a refresh token that was used up: `{ refresh_token: "…" }`, nested ones in the
   * objects that they are in. It resolves when they are safe; use the new value only then, because it is lost with a crash before.
   */
  readonly saveSettings?: (changes: JsonObject) => Promise<void>;
  /** True where a user waits for the answer: fewer and shorter retries. */
  readonly interactive?: boolean;
  /** Where the caller reads several streams, and lets them share what they read. */
  readonly parents?: ParentCache;
}

/** A connector's checked settings, the common ones included. */
export type ConfigOf<Schema extends z.ZodObject> = z.infer<Schema> & CommonConfig;

/** A context for streams whose facts alone are wanted; nothing can be read with it. */
export function factsOnly<Config>(config: Config): StreamContext<Config> {
  return {
    config,
    clock: systemClock,
    observer: {} as Observer,
    http: {} as HttpClient,
    parents: new ParentCache(),
    budget: new PrefetchBudget(0),
    limits: { maxPages: 1, maxEmptyPages: 1, maxBodyBytes: 1, maxFileBytes: 1 },
  };
}
