import { ConnectorError, SystemError } from "../errors/connector-error.js";
import { bodyOf, type JsonBody } from "../http/json.js";
import { applyChange, endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { HttpResponse, Page } from "../http/response.js";
import type { Paginator } from "../pagination/paginator.js";
import { Line, type Lookahead } from "./lookahead.js";
import { processMemory } from "./memory-guard.js";
import type { Opened } from "./record-path.js";
import { RepeatGuard } from "./repeat-guard.js";
import type { Rows } from "./rows.js";

/** What a walk needs: how to fetch, how to go on, and where the records are. */
export interface Walk {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly paginator: Paginator;
  readonly mostPages: number;
  readonly lookahead: Lookahead;
  readonly open: (body: JsonBody) => Opened;
  /** Whether nothing is wanted behind a page; asked when it is there, before the next one is sent for. */
  readonly isLast: (rows: Rows) => boolean;
}

export interface WalkedPage {
  readonly page: Page;
  readonly rows: Rows;
}

interface Reply {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/**
 * All pages from a first request on, in order. The request for the next page is under way while this one is written; where
 * page one tells how many there are, several are.
 *
 * @throws ConnectorError when a page cannot be read or the walk goes in circles; the pages before it have been given out.
 */
export async function* walkPages(walk: Walk, first: HttpRequest): AsyncGenerator<WalkedPage> {
  const guard = new RepeatGuard(walk.mostPages);
  const line = new Line<Reply | undefined>(walk.lookahead);
  let known: Iterator<RequestChange> | undefined;
  try {
    line.join(() => fetchPage(walk, guard, first));
    for (let reply = await line.shift(); reply !== undefined; reply = await line.shift()) {
      const { request } = reply;
      const walked = openPage(walk, guard, reply);
      if (walk.isLast(walked.rows)) return yield walked;
      known ??= (walk.paginator.ahead?.(walked.page) ?? [])[Symbol.iterator]();
      const ahead = { from: request, known };
      while (walked.page.recordCount > 0 && line.join(() => fetchKnown(walk, guard, ahead)));
      if (line.isEmpty) line.join(() => fetchLater(walk, guard, request, async () => walk.paginator.next(walked.page)));
      yield walked;
    }
  } finally {
    line.leave();
  }
}

function openPage({ open }: Walk, guard: RepeatGuard, reply: Reply): WalkedPage {
  const { request, response } = reply;
  processMemory.check(response.body.length); // the pages before it are written, and their state is out
  const body = bodyOf(request, response);
  const { rows, around } = located(reply, body, open);
  guard.leave(request, rows);
  return {
    rows,
    page: {
      request,
      headers: response.headers,
      body: around,
      recordCount: rows.count,
      get records() {
        return rows.values;
      },
    },
  };
}

/** What is wrong with a body is known where it is looked at; which reply it was, and how it began, is added here. */
function located({ request, response }: Reply, body: JsonBody, open: Walk["open"]): Opened {
  try {
    return open(body);
  } catch (error) {
    const endpoint = endpointOf(request);
    if (!(error instanceof SystemError) || error.message.startsWith(endpoint)) throw error; // it says so itself
    const { message, cause, detail = body.excerpt } = error;
    throw new SystemError(`${endpoint}, HTTP ${response.status}: ${message}`, { cause, detail });
  }
}

/** The next of the pages that are known beforehand; undefined if there is none. */
function fetchKnown(
  walk: Walk,
  guard: RepeatGuard,
  { from, known }: { readonly from: HttpRequest; readonly known: Iterator<RequestChange> },
): Promise<Reply | undefined> | undefined {
  const { value: change, done } = known.next();
  return done === true ? undefined : fetchLater(walk, guard, from, async () => change);
}

/** A page but the first; undefined if there is none. What fails is thrown when its turn comes, after the pages before it. */
function fetchLater(
  walk: Walk,
  guard: RepeatGuard,
  from: HttpRequest,
  changeOf: () => Promise<RequestChange | undefined>,
): Promise<Reply | undefined> {
  const later = async () => {
    const change = await changeOf();
    return change && (await fetchPage(walk, guard, applyChange(from, change)));
  };
  const reply = later().catch((error: unknown) => {
    if (error instanceof ConnectorError && error.status === walk.paginator.pastEnd && error.status !== undefined)
      return undefined;
    throw error;
  });
  reply.catch(() => undefined); // met when it is awaited, if it is
  return reply;
}

async function fetchPage({ send }: Walk, guard: RepeatGuard, request: HttpRequest): Promise<Reply> {
  guard.enter(request);
  return { request, response: await send(request) };
}
