import type { FastClock } from "@sluice/testkit";
import type { ClientParts } from "../../src/http/client.js";
import type { Paginator } from "../../src/pagination/paginator.js";
import { SinglePagePaginator } from "../../src/pagination/single-page.js";
import type { JsonObject } from "../../src/protocol/json.js";
import * as s from "../../src/schema/fields.js";
import type { LogEntry } from "../../src/source/records.js";
import type { StreamContext } from "../../src/streams/context.js";
import { HttpStream } from "../../src/streams/http-stream.js";
import { ParentCache } from "../../src/streams/parent-cache.js";
import { PrefetchBudget } from "../../src/streams/prefetch.js";
import type { Batch, ReadFrom, RecordPath, Stream } from "../../src/streams/stream.js";
import { clientOf, type ObserverLog, type TestClient } from "./client.js";

export const item = s.record({ id: s.key(s.integer), name: s.string });

/** A stream of `/items`; tests change it in a subclass or with constructor options. */
export class Items extends HttpStream<undefined> {
  readonly name: string = "items";
  readonly description = "Things of a test.";
  readonly schema = item;
  readonly primaryKey = ["id"];
  override readonly paginator: Paginator;
  override readonly recordsAt: RecordPath;
  readonly observerLog: ObserverLog;

  constructor(
    context: StreamContext<undefined>,
    paginator: Paginator = new SinglePagePaginator(),
    recordsAt: RecordPath = "items",
  ) {
    super(context);
    this.observerLog = context.observer as ObserverLog;
    this.paginator = paginator;
    this.recordsAt = recordsAt;
  }

  path(_slice: unknown): string {
    return "items";
  }
}

/** The same, where a record may appear twice. */
export class Unique extends Items {
  override readonly dedupe = true;
}

export interface TestContext extends TestClient {
  readonly context: StreamContext<undefined>;
}

/** The context that a source gives its streams, for a fake API. */
export function contextOf(
  api: { readonly url: string },
  clock?: FastClock,
  client: Partial<ClientParts> = {},
): TestContext {
  const parts = clientOf(api.url, client, clock);
  return {
    ...parts,
    context: {
      http: parts.client,
      config: undefined,
      observer: parts.observer,
      parents: new ParentCache(),
      clock: parts.clock,
      limits: { maxPages: 1000, maxEmptyPages: 100, maxBodyBytes: 10_000_000, maxFileBytes: 10_000_000 },
      budget: new PrefetchBudget(4),
    },
  };
}

export interface ReadResult {
  readonly batches: readonly Batch[];
  readonly values: readonly JsonObject[];
  readonly texts: readonly string[];
  /** The states of the batches, in order. */
  readonly states: readonly JsonObject[];
  /** What was logged during the read. */
  readonly log: readonly LogEntry[];
  readonly end: string | undefined;
  readonly pages: number;
  /** The error that ended the read, if any. */
  readonly error: unknown;
}

/** A stream of these tests keeps its log. */
interface Logged {
  readonly observerLog: ObserverLog;
}

/** Reads a stream from a state, if there is one, to its end or to its error. */
export async function readAll(stream: Stream, from?: ReadFrom): Promise<ReadResult> {
  const { entries = [] } = (stream as Partial<Logged>).observerLog ?? {};
  const logged = entries.length;
  const batches: Batch[] = [];
  let error: unknown;
  try {
    for await (const batch of stream.read(from)) batches.push(batch);
  } catch (thrown) {
    error = thrown;
  }
  return {
    batches,
    values: batches.flatMap(({ records }) => records.parsed),
    texts: batches.flatMap(({ records }) => records.bytes.map((bytes) => Buffer.from(bytes).toString("utf8"))),
    states: batches.flatMap(({ state }) => (state === undefined ? [] : [state])),
    log: entries.slice(logged).map(({ level, text }) => ({ level, text })),
    end: batches.at(-1)?.end,
    pages: batches.reduce((sum, { pages }) => sum + pages, 0),
    error,
  };
}
