import { ConnectorError, SystemError } from "../errors/connector-error.js";
import { type JsonBody, parseBody } from "../http/json.js";
import { applyChange, endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { HttpResponse, Page } from "../http/response.js";
import type { Paginator } from "../pagination/paginator.js";
import { processMemory } from "./memory-guard.js";
import { RepeatGuard } from "./repeat-guard.js";
import type { Rows } from "./stream.js";

/** What a walk needs: how to fetch, how to go on, and where the records are. */
export interface Walk {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly paginator: Paginator;
  readonly mostPages: number;
  readonly rowsOf: (body: JsonBody) => Rows;
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

/** How many pages may be under way or waiting to be written, where all are known beforehand. Bounds the memory. */
const MOST_AHEAD = 4;

/**
 * All pages from a first request on, in order. The request for the next page is under way while this one is written; where
 * page one tells how many there are, several are.
 *
 * @throws ConnectorError when a page cannot be read or the walk goes in circles; the pages before it have been given out.
 */
export async function* walkPages(walk: Walk, first: HttpRequest): AsyncGenerator<WalkedPage> {
  const guard = new RepeatGuard(walk.mostPages);
  const coming: Promise<Reply | undefined>[] = [fetchPage(walk, guard, first)];
  let known: Iterator<RequestChange> | undefined;
  for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
    const reply = await next;
    if (reply === undefined) return;
    const walked = openPage(walk, guard, reply);
    if (walk.isLast(walked.rows)) return yield walked;
    known ??= (walk.paginator.ahead?.(walked.page) ?? [])[Symbol.iterator]();
    while (coming.length < MOST_AHEAD && walked.page.recordCount > 0) {
      const { value: change, done } = known.next();
      if (done === true) break;
      coming.push(fetchLater(walk, guard, reply.request, async () => change));
    }
    if (coming.length === 0) {
      coming.push(fetchLater(walk, guard, reply.request, async () => walk.paginator.next(walked.page)));
    }
    yield walked;
  }
}

function openPage({ rowsOf }: Walk, guard: RepeatGuard, { request, response }: Reply): WalkedPage {
  processMemory.check(response.body.length); // the pages before it are written, and their state is out
  const body = parseBody(request, response);
  const rows = located(request, response, () => rowsOf(body));
  guard.leave(request, rows);
  return {
    rows,
    page: { request, headers: response.headers, body: body.value, recordCount: rows.values.length },
  };
}

/** What is wrong with a body is known where it is looked at; which reply it was, only here. */
function located<T>(request: HttpRequest, { status }: HttpResponse, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new SystemError(`${endpointOf(request)}, HTTP ${status}: ${error.message}`, { cause: error });
  }
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
