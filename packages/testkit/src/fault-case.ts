import type { Concern } from "./concerns.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import type { ExportExchange } from "./export-log.js";
import type { PageContent, Paging } from "./paging.js";

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
  /** What its paginator reads; undefined if the reply is not a page. */
  readonly content?: PageContent | undefined;
  /** Of an export: which step it is. */
  readonly export?: ExportExchange | undefined;
}

/** Reply of a fault: undefined if this page does not have what the fault falsifies. */
type FaultyReply = FakeReply | undefined;

/** A way in which one reply of a vendor goes wrong. */
export interface FaultCase {
  readonly name: string;
  /** The right outcomes; which of them it is depends on how the vendor's pages are linked. */
  readonly outcomes: readonly Outcome[];
  /** The right outcomes where the source fetches tokens, if they are others. */
  readonly outcomesWithTokens?: readonly Outcome[];
  /** What a stream must have so that the fault can occur; anything has it, if it is not set. */
  readonly concerns?: Concern;
  /** True for a fault that lasts from the chosen request to the end of the read; else it occurs once. */
  readonly lasts?: true;
  /** True for a reply that stalls until the client gives up. */
  readonly stalls?: true;
  /** A parent that is refused so may be skipped with a warning. */
  readonly maySkip?: true;
  readonly status?: number;
  /** The vendor's access tokens expire at the chosen request, at the first and the last, or never; the reply is then the genuine refusal. */
  readonly expires?: "once" | "twice";
  /** What the token endpoint answers then, in place of the genuine reply. If it lasts, the stream is read alone, because all need a token. */
  readonly token?: { readonly reply: FakeReply; readonly lasts?: true };
  /** Why the fault cannot occur in a stream for which `reply` makes no reply of any page. */
  readonly notApplicable?: string;
  /** The reply in place of the genuine one. */
  reply(page: GenuinePage): FaultyReply | Promise<FaultyReply>;
}

/** Faults that can occur only where a stream has what they concern. */
export function of(concerns: Concern, faults: readonly FaultCase[]): readonly FaultCase[] {
  return faults.map((fault) => ({ concerns, ...fault }));
}

/** Whether the stream's decoder reads the body, and not core as a JSON document. */
export function isDecoded({ content, export: exchange }: GenuinePage): boolean {
  return content?.records !== undefined || exchange?.step === "part";
}
