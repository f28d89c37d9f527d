/** A request as a fake sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Percent-encoded, as it came. */
  readonly path: string;
  /** What stood in the place of `:name` in the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a fake answers: `json` is stringified on one line; `text` and `bytes` go out as they are. Status 200 unless told. */
export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  /** How the reply fails to arrive; it arrives whole unless told. */
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
