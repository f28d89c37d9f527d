import type { JsonValue } from "@sluice/core";

/** A request as a fake sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Percent-encoded, unchanged. */
  readonly path: string;
  /** The values of `:name` in the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unchanged; empty where there is none. */
  readonly body: string;
  /** The body where it is JSON; undefined where it is not. */
  readonly json: JsonValue | undefined;
  /** The fields of the body where it is a form; empty where it is not. */
  readonly form: URLSearchParams;
}

/** The reply of a fake: `json` is stringified on one line; `text` and `bytes` are sent unchanged. Status 200 by default. */
export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  /** How the reply fails to arrive; by default it arrives complete. */
  readonly delivery?: Delivery;
}

/** How a reply may fail to arrive, or arrive late. */
export type Delivery =
  | "reset before headers"
  | "reset after headers"
  | "reset in body"
  | "cut with length"
  | "cut without length"
  | "stall before headers"
  | "stall in body"
  | "drip";
