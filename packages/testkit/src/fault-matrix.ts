import type { JsonObject } from "@sluice/core";
import { configuredCatalog } from "./catalog.js";
import { FastClock } from "./clock.js";
import type { Connector, FakeVendor } from "./connector.js";
import type { FakeReply, FakeRequest } from "./exchange.js";
import type { FaultCase } from "./faults.js";
import { leaks } from "./leaks.js";
import type { Output } from "./output.js";
import { parentsOf } from "./parents.js";
import { runSource } from "./run-source.js";
import { sorted } from "./states.js";

/** The page of the list at which a fault is put. */
export const POSITIONS = ["first", "middle", "last"] as const;
/** One of the positions. */
export type Position = (typeof POSITIONS)[number];

/** What came of one fault at one request of the victim. */
export interface Cell {
  readonly outcome: string;
  /** What is wrong with that; none in a good cell. */
  readonly problems: readonly string[];
  readonly requests: number;
  readonly waitedSeconds: number;
}

/** A body limit that a large page meets. */
const LIMITS = { largest_body_mb: 20 };

/** Impatient, so that what stalls does so for a moment. Only there, for on a busy machine an honest reply may take as long. */
const IMPATIENT = { ...LIMITS, idle_seconds: 0.25 };

/** The stream that is broken, the streams that must stay whole, and a read of them all without a fault. */
interface Subjects {
  readonly victim: string;
  readonly paths: ReadonlySet<string>;
  readonly pages: number;
  readonly whole: Output;
  /** @param run is told to the vendor as a part of the User-Agent. */
  readonly read: (run: string, clock?: FastClock, limits?: JsonObject) => Promise<Output>;
}

/** Tries faults on a connector: one stream's pages go wrong while others are read beside it. */
export class FaultMatrix {
  readonly #connector: Connector;
  readonly #vendor: FakeVendor;
  #subjects: Promise<Subjects> | undefined;
  #runs = 0;

  constructor(connector: Connector, vendor: FakeVendor) {
    this.#connector = connector;
    this.#vendor = vendor;
  }

  /** Reads once without a fault, to know what is asked. @param victim a stream of several pages that is no parent of another. */
  async prepare(victim: string): Promise<void> {
    this.#subjects = this.#prepared(victim);
    await this.#subjects;
  }

  async #prepared(victim: string): Promise<Subjects> {
    const source = this.#connector.create();
    const parents = await parentsOf(source);
    const others = [...parents].filter(([name, of]) => of.length === 0 && name !== victim).slice(0, 2);
    const catalog = configuredCatalog([victim, ...others.map(([name]) => name)]);
    const read = (run: string, clock = new FastClock(), limits: JsonObject = LIMITS) => {
      const config = { ...this.#vendor.config, limits };
      const named = Object.assign(this.#connector.create(), { version: run });
      return runSource(named, "read", { config, catalog, clock, debug: true });
    };
    const whole = await read("whole");
    const sent = whole.logs("DEBUG").flatMap((text) => new RegExp(`^${victim}: GET (\\S+)$`).exec(text)?.[1] ?? []);
    return { victim, paths: new Set(sent), pages: sent.length, whole, read };
  }

  /** Reads with one fault at one position, and says what became of it. */
  async run(fault: FaultCase, position: Position): Promise<Cell> {
    const { api } = this.#vendor;
    const { pages, read, ...subjects } = await this.#ready;
    const chosen = { first: 0, middle: Math.floor(pages / 2), last: pages - 1 }[position];
    api.reset();
    const run = String(++this.#runs);
    let index = -1;
    const last = new Map<string, FakeReply>(); // pages of another list are not "the page before"
    api.inject({
      // What an earlier run asked for ahead, and wants no more, may still come in: it is not counted.
      at: ({ path, headers }) => subjects.paths.has(path) && headers["user-agent"]?.endsWith(`/${run}`) === true,
      times: Number.POSITIVE_INFINITY,
      reply: (request: FakeRequest, genuine: FakeReply) => {
        index++;
        const list = listOf(request);
        const before = last.get(list);
        last.set(list, genuine);
        const isHit = fault.lasts === true ? index >= chosen : index === chosen;
        return isHit ? fault.reply(genuine, before, request) : genuine;
      },
    });
    const clock = new FastClock();
    const output = await read(run, clock, fault.stalls === true ? IMPATIENT : LIMITS);
    const requests = api.requests.filter(({ headers }) => headers["user-agent"]?.endsWith(`/${run}`)).length;
    api.reset();
    const waitedSeconds = clock.sleeps.reduce((sum, ms) => sum + ms, 0) / 1000;
    return { ...this.#judge(fault, output, subjects), requests, waitedSeconds };
  }

  #judge(fault: FaultCase, output: Output, { victim, whole }: Pick<Subjects, "victim" | "whole">) {
    const outcome = outcomeOf(output, victim, whole);
    const { [victim]: _, ...others } = whole.counts();
    const problems = [
      ...wrongOutcome(fault, outcome),
      ...Object.entries(others).flatMap(([name, count]) =>
        output.counts()[name] === count ? [] : [`${name} is not whole`],
      ),
      ...(outcome.startsWith("failed") ? wrongTrace(fault, output, victim) : []),
      ...leaks(this.#connector.create(), this.#vendor.config, output).map((field) => `${field} shows`),
    ];
    return { outcome, problems };
  }

  get #ready(): Promise<Subjects> {
    if (this.#subjects === undefined) throw new Error("the matrix has not been prepared");
    return this.#subjects;
  }
}

/** What names a page, in the queries of the vendors and of what the generator writes. */
const PAGING = ["page", "from", "offset", "cursor"];

/** Which list a page is of: lists of one path that differ by a filter are read side by side. */
function listOf({ path, query }: FakeRequest): string {
  const filters = [...query].filter(([name]) => !PAGING.includes(name));
  return `${path}?${new URLSearchParams(filters)}`;
}

/** The three ways in which a read may end, and those in which it must not. */
function outcomeOf(output: Output, victim: string, whole: Output): string {
  const [error] = output.errors(victim);
  if (output.status === 1 && error !== undefined) return `failed: ${String(error["failure_type"])}`;
  if (output.status !== 0) return `exit ${output.status} without an error of the stream`;
  const isTold = output.logs("WARN").some((text) => /^\w+: .* was skipped/.test(text));
  if (isTold) return "left out, with a warning"; // of a parent without records nothing is missing then
  const isWhole = distinct(output.records(victim)) === distinct(whole.records(victim));
  return isWhole ? "recovered" : "LOST without a word";
}

function wrongOutcome({ fates, status }: FaultCase, outcome: string): string[] {
  const right: string[] = fates.map((fate) => (fate === "recovered" ? fate : `failed: ${fate}`));
  // A parent that may not be seen, or is gone, is left out where its connector says so; the warning names it.
  if (status === 403 || status === 404) right.push("left out, with a warning");
  return right.includes(outcome) ? [] : [`${outcome}, but due is ${right.join(" or ")}`];
}

/** A trace that a person can act on: one, with stream, endpoint, status and remedy; and the stream's end as it must be. */
function wrongTrace({ status }: FaultCase, output: Output, victim: string): string[] {
  const errors = output.errors();
  const message = String(errors[0]?.["message"]);
  return [
    ...(errors.length === 1 ? [] : [`${errors.length} traces`]),
    ...(message.includes(`"${victim}"`) ? [] : ["the stream is not named"]),
    ...(/GET \/\S+/.test(message) ? [] : ["the endpoint is not named"]),
    ...(status === undefined || message.includes(String(status)) ? [] : ["the status is not named"]),
    ...(/\. [A-Z].+\.$/.test(message) ? [] : [`no remedy: ${message}`]),
    ...(/STATE (RUNNING )?ERROR INCOMPLETE$/.test(output.order(victim)) ? [] : [`ends with ${output.order(victim)}`]),
  ];
}

function distinct(records: readonly JsonObject[]): string {
  return [...new Set(sorted(records))].join("\n");
}
