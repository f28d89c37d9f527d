import type { FastClock } from "@sluice/testkit";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePage } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { integer, key, record, text } from "../../src/schema/fields.js";
import { HttpStream, type StreamContext } from "../../src/streams/http-stream.js";
import { Lookahead } from "../../src/streams/lookahead.js";
import { ParentCache } from "../../src/streams/parent.js";
import type { RecordPath } from "../../src/streams/record-path.js";
import type { Batch, Note, ReadFrom, Stream } from "../../src/streams/stream.js";
import { clientOf, type TestClient } from "./client.js";

export const item = record({ id: key(integer), name: text });

/** A stream of `/items`; what a test needs otherwise it says in a subclass or in the constructor. */
export class Items extends HttpStream<typeof item, undefined> {
  readonly name: string = "items";
  readonly description = "Things of a test.";
  readonly schema = item;
  readonly primaryKey = ["id"];
  protected override readonly paginator: Paginator;
  protected override readonly recordsAt: RecordPath;

  constructor(
    context: StreamContext<undefined>,
    paginator: Paginator = new SinglePage(),
    recordsAt: RecordPath = "items",
  ) {
    super(context);
    this.paginator = paginator;
    this.recordsAt = recordsAt;
  }

  protected path(_slice: unknown): string {
    return "items";
  }
}

/** The same, where a record may come twice. */
export class Unique extends Items {
  protected override readonly distinct = true;
}

export interface TestContext extends TestClient {
  readonly context: StreamContext<undefined>;
}

/** What a source would lend its streams, over an API. */
export function contextOf(api: { readonly url: string }, clock?: FastClock): TestContext {
  const parts = clientOf(api.url, {}, clock);
  return {
    ...parts,
    context: {
      http: parts.client,
      config: undefined,
      parents: new ParentCache(),
      clock: parts.clock,
      mostPages: 1000,
      lookahead: new Lookahead(4),
    },
  };
}

export interface WholeRead {
  readonly batches: readonly Batch[];
  readonly values: readonly JsonObject[];
  readonly texts: readonly string[];
  /** Of the batches that bring one, in order. */
  readonly states: readonly JsonObject[];
  readonly notes: readonly Note[];
  readonly end: string | undefined;
  readonly pages: number;
  /** What ended the read, where it was not its end. */
  readonly error: unknown;
}

/** Reads a stream from a state, if there is one, to its end or to its error. */
export async function readAll(stream: Stream, from?: ReadFrom): Promise<WholeRead> {
  const batches: Batch[] = [];
  let error: unknown;
  try {
    for await (const batch of stream.read(from)) batches.push(batch);
  } catch (thrown) {
    error = thrown;
  }
  return {
    batches,
    values: batches.flatMap(({ rows }) => rows.values),
    texts: batches.flatMap(({ rows }) => rows.texts.map((bytes) => Buffer.from(bytes).toString("utf8"))),
    states: batches.flatMap(({ state }) => (state === undefined ? [] : [state])),
    notes: batches.flatMap(({ notes }) => notes ?? []),
    end: batches.at(-1)?.end,
    pages: batches.reduce((sum, { pages }) => sum + pages, 0),
    error,
  };
}
