import type { JsonObject, Stream } from "@sluice/core";
import { configuredCatalog } from "./catalog.js";
import { FastClock } from "./clock.js";
import { type Concern, concernsOf, fetchesTokens, NOT_CONCERNED } from "./concerns.js";
import type { Connector, FakeVendor } from "./connector.js";
import { discovered } from "./discovered.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import type { FaultCase, GenuinePage } from "./fault-case.js";
import { inject } from "./fault-injection.js";
import { unsavedSettings, verdictOf } from "./fault-verdict.js";
import { MAX_BODY_MB } from "./faults.js";
import { leaks } from "./leaks.js";
import { mayBeOf } from "./operation.js";
import type { Output } from "./output.js";
import { PageLog } from "./page-log.js";
import { Paging } from "./paging.js";
import { parentsOf } from "./parents.js";
import { type Position, requestAt } from "./positions.js";
import { runSource } from "./run-source.js";

/** The result of one fault at one position. */
export interface Cell {
  /** "recovered", "failed: …", "left out, with a warning", or "not applicable: …". */
  readonly outcome: string;
  /** What is wrong with that; none in a good cell. */
  readonly problems: readonly string[];
  readonly requests: number;
  readonly waitedSeconds: number;
}

/** The start of an outcome that says why a fault cannot occur in the stream. */
export const NOT_APPLICABLE = "not applicable";

const LIMITS = { largest_body_mb: MAX_BODY_MB };

/** A short time-out, used for replies that stall only: on a busy machine a genuine reply may take as long. */
const IMPATIENT = { ...LIMITS, idle_seconds: 0.25 };

/** The stream that is broken, its pages, and a read of it and two others without a fault. */
interface Subjects {
  readonly victim: Stream | undefined;
  readonly name: string;
  readonly concerns: ReadonlySet<Concern>;
  readonly catalog: JsonObject;
  readonly paging: Paging;
  readonly isVictims: (request: FakeRequest) => boolean;
  readonly isForToken: (request: FakeRequest) => boolean;
  readonly pages: readonly GenuinePage[];
  readonly whole: Output;
}

/** Tries faults on a connector: replies to one stream fail while two others are read at the same time. */
export class FaultMatrix {
  readonly #connector: Connector;
  readonly #vendor: FakeVendor;
  #subjects: Promise<Subjects> | undefined;

  constructor(connector: Connector, vendor: FakeVendor) {
    this.#connector = connector;
    this.#vendor = vendor;
  }

  /** Reads once without a fault, to learn the pages. @param victim a stream of several pages that is not the parent of another. */
  async prepare(victim: string): Promise<void> {
    this.#subjects = this.#prepared(victim);
    await this.#subjects;
  }

  /** Reads with one fault at one position of the pages that can have it, and judges the outcome. */
  async run(fault: FaultCase, position: Position): Promise<Cell> {
    const { api } = this.#vendor;
    const { pages, victim, whole, ...subjects } = await this.#ready;
    const { concerns = "bodies" } = fault;
    if (!subjects.concerns.has(concerns)) return notApplicable(NOT_CONCERNED[concerns]);
    const faulty = await Promise.all(pages.map(async (page) => fault.reply(page)));
    const possible = faulty.filter((reply) => reply !== undefined).length;
    if (possible === 0) return notApplicable(fault.notApplicable);
    const before = this.#vendor.config;
    const log = new PageLog(subjects.paging, victim);
    const hits = inject(this.#vendor, { ...subjects, fault, possible, log, chosen: requestAt(position, possible) });
    const clock = new FastClock();
    const isAlone = fault.token?.lasts === true;
    const catalog = isAlone ? configuredCatalog([subjects.name]) : subjects.catalog;
    const output = await this.#read(catalog, fault.stalls === true ? IMPATIENT : LIMITS, clock);
    const requests = api.requests.length;
    api.reset();
    if (fault.token !== undefined && hits.tokens === 0 && hits.pages > 0) return notApplicable(fault.notApplicable);
    const names = { victim: subjects.name, isAlone, withTokens: subjects.concerns.has("tokens") };
    const { outcome, problems } = verdictOf({ fault, output, whole, page: hits.page, ...names });
    const pair = { before, after: this.#vendor.config };
    return {
      outcome,
      problems: [
        ...problems,
        ...(hits.pages > 0 ? [] : [`no reply had the fault, though ${possible} pages of the stream can have it`]),
        ...(fault.expires === undefined ? [] : unsavedSettings(pair, output)),
        ...(fault.expires === undefined || this.#vendor.expireTokens !== undefined ? [] : [NO_EXPIRY]),
        ...leaks(this.#connector.create(), this.#vendor, output).map((field) => `${field} shows`),
      ],
      requests,
      waitedSeconds: clock.sleeps.reduce((sum, ms) => sum + ms, 0) / 1000,
    };
  }

  async #prepared(name: string): Promise<Subjects> {
    const { api, config } = this.#vendor;
    const source = this.#connector.create();
    const streams = await discovered(source, config);
    const victim = streams.find((stream) => stream.name === name);
    const paging = new Paging(victim, api.url);
    const catalog = await this.#catalog(name, streams);
    const { whole, exchanges } = await this.#recorded(catalog);
    const logged = whole.logs("DEBUG").map((text) => /^(?:(.*): )?([A-Z]+ \/\S*)$/.exec(text) ?? []);
    const known = new Set(logged.map(([, , endpoint]) => endpoint));
    const ofVictim = new Set(logged.flatMap(([, stream, endpoint]) => (stream === name ? [endpoint] : [])));
    const isVictims = (request: FakeRequest) => ofVictim.has(endpointOf(request)) && mayBeOf(victim, request);
    const log = new PageLog(paging, victim);
    const pages: GenuinePage[] = [];
    for (const [request, reply] of exchanges) {
      if (isVictims(request)) pages.push(await log.add(request, reply));
    }
    const isForToken = (request: FakeRequest) => !known.has(endpointOf(request)) && !log.knows(request);
    const concerns = concernsOf(victim, fetchesTokens(source, { config }));
    return { victim, name, concerns, catalog, paging, isVictims, isForToken, whole, pages };
  }

  /** A read without a fault, and its requests in order, each with its reply. */
  async #recorded(catalog: JsonObject) {
    const { api } = this.#vendor;
    const exchanges: [FakeRequest, FakeReply][] = [];
    api.reset().inject({
      at: () => true,
      times: Number.POSITIVE_INFINITY,
      reply: (request, genuine) => {
        exchanges.push([request, genuine]);
        return genuine;
      },
    });
    const whole = await this.#read(catalog);
    api.reset();
    return { whole, exchanges };
  }

  /** The victim and two streams without a parent; small ones, because every cell reads them. */
  async #catalog(victim: string, streams: readonly Stream[]): Promise<JsonObject> {
    const count = (name: string) => this.#vendor.expected.get(name)?.length ?? 0;
    const parents = await parentsOf(streams);
    const others = [...parents].flatMap(([name, of]) => (of.length === 0 && name !== victim ? [name] : []));
    return configuredCatalog([victim, ...others.sort((one, other) => count(one) - count(other)).slice(0, 2)]);
  }

  #read(catalog: JsonObject, limits: JsonObject = LIMITS, clock = new FastClock()): Promise<Output> {
    const config = { ...this.#vendor.config, limits };
    return runSource(this.#connector.create(), "read", { config, catalog, clock, debug: true });
  }

  get #ready(): Promise<Subjects> {
    if (this.#subjects === undefined) throw new Error("the matrix has not been prepared");
    return this.#subjects;
  }
}

const NO_EXPIRY = "the fake cannot make its tokens expire: give it expireTokens";

function endpointOf({ method, path }: FakeRequest): string {
  return `${method} ${path}`;
}

/** Only the stream itself and its genuine pages decide this. */
function notApplicable(why: string | undefined): Cell {
  const problems = why === undefined ? ["the read without a fault has no page of the stream"] : [];
  return { outcome: `${NOT_APPLICABLE}: ${why ?? "no page"}`, problems, requests: 0, waitedSeconds: 0 };
}
