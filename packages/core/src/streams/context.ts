import type { HttpClient } from "../http/client.js";
import type { Clock } from "../http/clock.js";
import type { Observer } from "../http/observer.js";
import type { Parents } from "./parent-cache.js";
import type { PrefetchBudget } from "./prefetch.js";

/** What a stream gets from its source. */
export interface StreamContext<Config> {
  readonly http: HttpClient;
  readonly config: Config;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly parents: Parents;
  readonly budget: PrefetchBudget;
  readonly limits: PageLimits;
}

/** How long a list may be before it is taken for endless, and how large its pages may be. */
export interface PageLimits {
  readonly maxPages: number;
  /** Empty pages in a row while the API says that there are more. */
  readonly maxEmptyPages: number;
  /** How large a response may be, unpacked. */
  readonly maxBodyBytes: number;
  /** How large a file may be that is read from the disk, unpacked. */
  readonly maxFileBytes: number;
}
