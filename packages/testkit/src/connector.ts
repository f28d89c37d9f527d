import type { JsonObject } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import type { FakeApi } from "./fake-api.js";

/** A fake vendor that runs, with an account in it. */
export interface FakeVendor {
  readonly api: FakeApi;
  /** A config of the connector that reads this account. A getter where refresh tokens work once: it has the one that works now. */
  readonly config: JsonObject;
  /** Stream → the records that the connector must emit, in order. Made from the account, not by the connector's code. */
  readonly expected: ReadonlyMap<string, readonly JsonObject[]>;
  /**
   * Other secrets than those of the config that no output may show, e.g. tokens that the fake hands out: a getter, if they are made
   * while it runs.
   */
  readonly secrets?: readonly string[];
  /** The fake's present in ISO 8601, where the dates in its account depend on the day on which it runs. */
  readonly now?: string;
  /** Makes all access tokens invalid that it has handed out, as time would. A fake of an API with tokens has it. */
  readonly expireTokens?: () => void;
}

/** A connector as the testkit handles it. */
export interface Connector {
  /** A source of it. */
  readonly create: () => AnySource;
  /** The connector's folder, e.g. `new URL("..", import.meta.url)` in its tests. Ends with a slash. */
  readonly folder: URL;
  /** Starts its fake vendor. */
  readonly start: () => Promise<FakeVendor>;
}
