import type { JsonObject, Stream } from "@sluice/core";
import { configuredCatalog } from "./catalog.js";
import { FastClock } from "./clock.js";
import type { Connector, FakeVendor } from "./connector.js";
import { discovered } from "./discovered.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import type { FaultCase, GenuinePage } from "./fault-case.js";
import { verdictOf } from "./fault-verdict.js";
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
  readonly victim: string;
  readonly catalog: JsonObject;
  readonly paging: Paging;
  readonly isVictims: (request: FakeRequest) => boolean;
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
    const { pages, catalog, victim, whole, ...subjects } = await this.#ready;
    const possible = pages.filter((page) => fault.reply(page) !== undefined).length;
    if (possible === 0) return notApplicable(fault);
    const { hits } = this.#inject({ ...subjects, fault, chosen: requestAt(position, possible) });
    const clock = new FastClock();
    const output = await this.#read(catalog, fault.stalls === true ? IMPATIENT : LIMITS, clock);
    const requests = api.requests.length;
    api.reset();
    const { outcome, problems } = verdictOf({ fault, victim, output, whole });
    return {
      outcome,
      problems: [
        ...problems,
        ...(hits() > 0 ? [] : [`no reply had the fault, though ${possible} pages of the stream can have it`]),
        ...leaks(this.#connector.create(), this.#vendor, output).map((field) => `${field} shows`),
      ],
      requests,
      waitedSeconds: clock.sleeps.reduce((sum, ms) => sum + ms, 0) / 1000,
    };
  }

  async #prepared(victim: string): Promise<Subjects> {
    const { api, config } = this.#vendor;
    const streams = await discovered(this.#connector.create(), config);
    const stream = streams.find(({ name }) => name === victim);
    const paging = new Paging(stream, api.url);
    const catalog = await this.#catalog(victim, streams);
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
    const sent = whole.logs("DEBUG").flatMap((text) => new RegExp(`^${victim}: ([A-Z]+ \\S+)$`).exec(text)?.[1] ?? []);
    const endpoints = new Set(sent);
    const isVictims = (request: FakeRequest) => endpoints.has(endpointOf(request)) && mayBeOf(stream, request);
    const log = new PageLog(paging);
    const ofVictim = exchanges.filter(([request]) => isVictims(request));
    return {
      victim,
      catalog,
      paging,
      isVictims,
      whole,
      pages: ofVictim.map(([request, reply]) => log.add(request, reply)),
    };
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

  /** Puts a fault on the chosen one of the pages that can have it. */
  #inject({ fault, chosen, paging, isVictims }: Injected): { readonly hits: () => number } {
    const log = new PageLog(paging);
    let index = -1;
    let hits = 0;
    this.#vendor.api.reset().inject({
      at: isVictims,
      times: Number.POSITIVE_INFINITY,
      reply: (request, genuine) => {
        const faulty = fault.reply(log.add(request, genuine));
        if (faulty !== undefined) index++;
        const isHit = faulty !== undefined && (fault.lasts === true ? index >= chosen : index === chosen);
        hits += Number(isHit);
        return isHit ? faulty : genuine;
      },
    });
    return { hits: () => hits };
  }

  get #ready(): Promise<Subjects> {
    if (this.#subjects === undefined) throw new Error("the matrix has not been prepared");
    return this.#subjects;
  }
}

interface Injected extends Pick<Subjects, "paging" | "isVictims"> {
  readonly fault: FaultCase;
  readonly chosen: number;
}

function endpointOf({ method, path }: FakeRequest): string {
  return `${method} ${path}`;
}

/** Only the stream's own paginator and its genuine pages decide this. */
function notApplicable({ notApplicable: why }: FaultCase): Cell {
  const problems = why === undefined ? ["the read without a fault has no page of the stream"] : [];
  return { outcome: `${NOT_APPLICABLE}: ${why ?? "no page"}`, problems, requests: 0, waitedSeconds: 0 };
}
