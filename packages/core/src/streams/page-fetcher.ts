import { setImmediate } from "node:timers/promises";
import type { ResumeToken, Slice } from "../cursors/cursor.js";
import type { Decoder } from "../decoders/decoder.js";
import { ConnectorError, SystemError } from "../errors/connector-error.js";
import { bodyOf } from "../http/json.js";
import type { ReplyRules } from "../http/judge.js";
import { applyChange, endpointOf, type HttpRequest, type RequestChange } from "../http/request.js";
import type { HttpResponse, Page } from "../http/response.js";
import { type Paginator, resumeParameter } from "../pagination/paginator.js";
import type { StreamContext } from "./context.js";
import { decodePage, pageBounds } from "./decoded-page.js";
import { keptAndMapped } from "./keep-and-map.js";
import { CapGuard } from "./list-cap.js";
import { OrderedQueue } from "./prefetch.js";
import type { RawRecords } from "./raw-records.js";
import { type ExtractedPage, extractRecords } from "./record-path.js";
import { identityOf, RepeatGuard } from "./repeat-guard.js";
import { replyRulesOf } from "./reply-rules.js";
import type { StreamDefinition } from "./stream.js";

/** One page of a list: its records, its request and its response. */
export interface FetchedPage {
  readonly page: Page;
  /** What the API sent, which is counted. */
  readonly sent: RawRecords;
  /** What the stream keeps of it, mapped. */
  readonly records: RawRecords;
}

interface Reply {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** What distinguishes one list of a stream from another. */
export interface ListOptions {
  readonly slice: Slice;
  readonly first: HttpRequest;
  /** Whether no later page is wanted; asked when a page has arrived, before the next one is requested. */
  readonly isLast: (records: RawRecords) => boolean;
}

/**
 * Fetches the pages of one list in order. The first request is sent at once, and each next one while the page before it is
 * written; if the first page says how many there are, several are in flight.
 */
export class PageFetcher {
  readonly #stream: StreamDefinition;
  readonly #context: StreamContext<unknown>;
  readonly #list: ListOptions;
  readonly #guard: RepeatGuard;
  readonly #rules: ReplyRules;
  readonly #queue: OrderedQueue<Reply | undefined>;
  /** The changes that lead to all other pages, where the first page says how many there are. */
  #known: Iterator<RequestChange> | undefined;
  readonly #cap: CapGuard | undefined;

  constructor(stream: StreamDefinition, context: StreamContext<unknown>, list: ListOptions) {
    this.#stream = stream;
    this.#context = context;
    this.#list = list;
    this.#guard = new RepeatGuard(context.limits);
    this.#rules = replyRulesOf(stream);
    this.#queue = new OrderedQueue(context.budget);
    const { cap } = stream.paginator;
    this.#cap = cap && new CapGuard(cap);
    this.#queue.add(this.#fetch(list.first));
  }

  /**
   * The next page; undefined after the last one.
   *
   * @throws ConnectorError when a page cannot be read, or pagination repeats itself.
   */
  async next(): Promise<FetchedPage | undefined> {
    try {
      const reply = await this.#queue.next();
      if (reply === undefined) {
        this.close();
        return undefined;
      }
      await setImmediate(); // takes other replies that have come, so that requests in line are sent before the work on this one
      const { decode } = this.#stream;
      const fetched = this.#open(
        reply,
        decode === undefined ? this.#extract(reply) : await this.#decode(decode, reply),
      );
      if (this.#list.isLast(fetched.records)) this.close();
      else this.#requestFollowing(reply.request, fetched.page);
      return fetched;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** No further page is wanted. */
  close(): void {
    this.#queue.clear();
  }

  #requestFollowing(request: HttpRequest, page: Page): void {
    const { paginator } = this.#stream;
    if (this.#cap?.reachedBy(page, () => leadsOn(paginator, page)) === true) {
      this.#restart(this.#cap);
      return;
    }
    this.#known ??= (paginator.ahead?.(page) ?? [])[Symbol.iterator]();
    this.#queue.fill(() => (page.recordCount > 0 ? this.#fetchKnown(request) : undefined));
    if (this.#queue.isEmpty) this.#queue.add(this.#fetchLater(() => nextRequest(paginator, page)));
  }

  /** The API shows no more of the list: pages that were requested beforehand are not wanted. */
  #restart(cap: CapGuard): void {
    this.#queue.clear();
    this.#known = undefined;
    this.#guard.restart();
    this.#queue.add(this.#fetchLater(() => cap.restarted(this.#list.first)));
  }

  #open({ request, response }: Reply, { records: sent, around, count }: ExtractedPage): FetchedPage {
    this.#guard.afterPage(request, sent, count);
    return {
      sent,
      records: keptAndMapped(this.#stream, sent, this.#list.slice),
      page: {
        request,
        headers: response.headers,
        body: around,
        recordCount: count,
        get records() {
          return sent.parsed;
        },
      },
    };
  }

  /** Adds to an error in a body which reply it was, and how the body begins. */
  #extract({ request, response }: Reply): ExtractedPage {
    const body = bodyOf(request, response);
    try {
      return extractRecords(this.#stream, body, this.#list.slice);
    } catch (error) {
      const endpoint = endpointOf(request);
      if (!(error instanceof SystemError) || error.message.startsWith(endpoint)) throw error;
      const { message, cause, detail = body.excerpt } = error;
      throw new SystemError(`${endpoint}, HTTP ${response.status}: ${message}`, { cause, detail });
    }
  }

  #decode(decode: Decoder, reply: Reply): Promise<ExtractedPage> {
    return decodePage(decode, reply, pageBounds(this.#stream, this.#context.limits));
  }

  /** The next of the pages that are known beforehand; undefined if there is none. */
  #fetchKnown(request: HttpRequest): Promise<Reply | undefined> | undefined {
    const { value: change, done } = this.#known?.next() ?? { done: true };
    return done === true ? undefined : this.#fetchLater(() => applyChange(request, change));
  }

  /** Any page but the first; undefined if there is none. An error is thrown by `next`, after the pages before it. */
  async #fetchLater(requestOf: () => HttpRequest | undefined): Promise<Reply | undefined> {
    try {
      const request = requestOf();
      return request && (await this.#fetch(request));
    } catch (error) {
      if (error instanceof ConnectorError && this.#isPastEnd(error)) return undefined;
      throw error;
    }
  }

  /** A rule that gives the status another meaning wins. */
  #isPastEnd({ status, rule }: ConnectorError): boolean {
    const { pastEnd } = this.#stream.paginator;
    return pastEnd !== undefined && status === pastEnd && (rule === undefined || rule.skip !== undefined);
  }

  async #fetch(request: HttpRequest): Promise<Reply> {
    this.#guard.beforeRequest(request);
    const { name, decode } = this.#stream;
    const sent = decode === undefined ? request : acceptingAny(request);
    return { request, response: await this.#context.http.send(sent, name, this.#rules) };
  }
}

/** The transport asks for JSON. A stream's own header counts. */
function acceptingAny(request: HttpRequest): HttpRequest {
  const { headers } = request;
  if (Object.keys(headers).some((name) => name.toLowerCase() === "accept")) return request;
  return applyChange(request, { headers: { Accept: "*/*" } });
}

/** Whether a list continues. A reply that cannot be understood is an error when the next page is requested. */
function leadsOn(paginator: Paginator, page: Page): boolean {
  try {
    return paginator.next(page) !== undefined;
  } catch {
    return false;
  }
}

/** The request for the page after this one. An empty page that leads to itself is the end. */
function nextRequest(paginator: Paginator, page: Page): HttpRequest | undefined {
  const change = paginator.next(page);
  if (change === undefined) return undefined;
  const next = applyChange(page.request, change);
  return page.recordCount === 0 && identityOf(next) === identityOf(page.request) ? undefined : next;
}

/** The request for the page that a token leads to. */
export function requestAt(paginator: Paginator, first: HttpRequest, token: ResumeToken | undefined): HttpRequest {
  const parameter = resumeParameter(paginator);
  return token === undefined || parameter === undefined ? first : applyChange(first, parameter.with(token));
}

/** The token that leads to the page after this one; undefined where no later attempt can use it. */
export function resumeTokenAfter(paginator: Paginator, page: Page): ResumeToken | undefined {
  const parameter = resumeParameter(paginator);
  if (parameter === undefined) return undefined;
  try {
    const value = parameter.in(paginator.next(page) ?? {});
    return typeof value === "string" || typeof value === "number" ? value : undefined;
  } catch {
    return undefined; // a reply that cannot be understood is an error when the next page is requested
  }
}
