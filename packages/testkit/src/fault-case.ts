import type { FakeReply, FakeRequest } from "./exchange.js";
import type { Paging } from "./paging.js";

/** How a read with a fault may end: with all records, or with a failed stream of this type. */
export type Outcome = "recovered" | "config_error" | "transient_error" | "system_error";

/** A page as the fake would send it without the fault. */
export interface GenuinePage {
  readonly request: FakeRequest;
  readonly genuine: FakeReply;
  /** The genuine page that led to this one; undefined for the first page of a list. */
  readonly before: FakeReply | undefined;
  /** How the stream pages. */
  readonly paging: Paging;
}

/** A way in which one reply of a vendor goes wrong. */
export interface FaultCase {
  readonly name: string;
  /** The right outcomes; which of them it is depends on how the vendor's pages are linked. */
  readonly outcomes: readonly Outcome[];
  /** True for a fault that lasts from the chosen request to the end of the read; else it occurs once. */
  readonly lasts?: true;
  /** True for a reply that stalls until the client gives up. */
  readonly stalls?: true;
  /** A parent that is refused so may be skipped with a warning. */
  readonly maySkip?: true;
  readonly status?: number;
  /** Why the fault cannot occur in a stream for which `reply` makes no reply of any page. */
  readonly notApplicable?: string;
  /** The reply in place of the genuine page; undefined if this page does not have what the fault falsifies. */
  reply(page: GenuinePage): FakeReply | undefined;
}
