import { ExportStream, SinglePagePaginator, type Stream, TokenAuth } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import type { FakeVendor } from "./connector.js";
import { paginatorOf } from "./paging.js";

/** What a fault needs of a stream or of its source, so that it can occur at all. */
export type Concern = "bodies" | "pages" | "tokens" | "exports" | "GraphQL";

/** Why the faults of a concern cannot occur where a stream does not have it. */
export const NOT_CONCERNED: Readonly<Record<Concern, string>> = {
  bodies: "it has no replies",
  pages: "its lists have one page",
  tokens: "its credentials are fixed",
  exports: "it is not an export",
  GraphQL: "it is not GraphQL",
};

/** The concerns of a stream, by its own class and paginator. @param fetchesTokens whether its source does. */
export function concernsOf(stream: Stream | undefined, fetchesTokens: boolean): ReadonlySet<Concern> {
  const paginator = paginatorOf(stream);
  const isPaged = paginator !== undefined && !(paginator instanceof SinglePagePaginator);
  return new Set<Concern>([
    "bodies",
    ...(isPaged ? (["pages"] as const) : []),
    ...(fetchesTokens ? (["tokens"] as const) : []),
    ...(stream instanceof ExportStream ? (["exports"] as const) : []),
    ...(isGraphQl(stream) ? (["GraphQL"] as const) : []),
  ]);
}

/** How the bodies of a stream are read: two streams of the same text fail in the same way. */
export function bodiesOf(stream: Stream): string {
  const { decode } = stream as Partial<ExportStream<unknown>>;
  const kind = isGraphQl(stream) ? "GraphQL" : stream instanceof ExportStream ? "export" : "page";
  return `${kind}, ${decode?.format ?? "JSON"}`;
}

/** Whether its requests have a document. */
function isGraphQl(stream: Stream | undefined): boolean {
  return stream !== undefined && "document" in stream && typeof stream.document === "string";
}

/** Whether the source's authenticator fetches tokens, so that one may expire. */
export function fetchesTokens(source: AnySource, { config }: Pick<FakeVendor, "config">): boolean {
  return source.authenticator(source.settings.parse(config)) instanceof TokenAuth;
}
