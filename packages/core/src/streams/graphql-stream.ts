import type { Slice } from "../cursors/cursor.js";
import { type GraphQlError, graphQlReply } from "../http/graphql-reply.js";
import { messageOf, verdictOf } from "../http/graphql-verdict.js";
import type { ReplyVerdict } from "../http/judge.js";
import type { Observer } from "../http/observer.js";
import type { Reply } from "../http/reply-conditions.js";
import type { Method } from "../http/request.js";
import { json, type RequestBody } from "../http/request-body.js";
import type { JsonObject } from "../protocol/json.js";
import type { StreamContext } from "./context.js";
import { HttpStream } from "./http-stream.js";
import type { Batch, ReadFrom } from "./stream.js";

/**
 * The records of one GraphQL query. A subclass states the document, its variables, and where the records are, e.g.
 * `data.issues.nodes`; `RelayPaginator` pages through a connection. The errors of a reply are judged before its records are looked
 * for, whatever its status: see docs/reference/graphql.md.
 */
export abstract class GraphQlStream<Config> extends HttpStream<Config> {
  override readonly method: Method = "POST";
  /** The query, whole. It must only read: requests are sent again when they fail. */
  abstract readonly document: string;
  /** Which operation of the document is meant, where it has several. */
  readonly operationName: string | undefined = undefined;
  /**
   * True where records count that came with errors, e.g. because some fields are not for every user. What the errors took is then
   * missing, and a warning says so. By default such a page fails the stream.
   */
  readonly partialData: boolean = false;
  readonly #observer: Observer;
  /** Pages that came with errors and were accepted, and the first of those errors. */
  #partial: { readonly pages: number; readonly errors: readonly GraphQlError[] } | undefined;

  constructor(context: StreamContext<Config>) {
    super(context);
    this.#observer = context.observer;
  }

  override path(_slice: Slice): string {
    return "graphql";
  }

  /** The variables of the first request; those of the paginator and the cursor are added. */
  variables(_slice: Slice): JsonObject {
    return {};
  }

  override body(slice: Slice): RequestBody | undefined {
    const { document: query, operationName } = this;
    const variables = this.variables(slice);
    return json(operationName === undefined ? { query, variables } : { query, operationName, variables });
  }

  override async *read(from?: ReadFrom): AsyncIterable<Batch> {
    this.#partial = undefined;
    try {
      yield* super.read(from);
    } finally {
      this.#warnOfPartialData();
    }
  }

  /** @internal */
  override judge({ response: { status }, body }: Reply): ReplyVerdict | undefined {
    const reply = body && graphQlReply(body);
    if (reply === undefined) return undefined;
    const verdict = verdictOf(reply, status, this.partialData);
    if (verdict === undefined && status < 300) {
      const { pages, errors } = this.#partial ?? { pages: 0, errors: reply.errors };
      this.#partial = { pages: pages + 1, errors };
    }
    return verdict;
  }

  #warnOfPartialData(): void {
    if (this.#partial === undefined) return;
    const { pages, errors } = this.#partial;
    this.#observer.warn(
      this.name,
      `${pages} ${pages === 1 ? "page" : "pages"} came with errors, so that records or fields may be missing: ` +
        `${messageOf(errors, errors[0], WARNED)}.`,
    );
  }
}

/** How much of a message a warning has, in characters. */
const WARNED = 200;
