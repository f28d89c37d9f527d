import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnySource } from "@sluice/core/internal";
import { stopDate } from "./clock.js";
import { type Generated, generate, readOurs, sourceIn } from "./connector.js";
import type { Driver, LoadedManifest, RunResult } from "./driver.js";
import { compareRecords } from "./records.js";
import { compareRequests } from "./requests.js";
import type { Difference, Job, Outcome, StreamResult } from "./result.js";
import {
  configured,
  faultsFor,
  type Given,
  isSameOutcome,
  messageOf,
  type RunTitle,
  statesOf,
  unreadOf,
} from "./runs.js";

/** What all comparisons of a process share. */
export interface Tools {
  readonly driver: Driver;
  /** Where connectors are written. */
  readonly folder: string;
}

/** Compares one manifest in airbyte-cdk with the connector that is made of it. Throws only if the harness fails. */
export async function compare(job: Job, tools: Tools): Promise<Outcome> {
  const { driver } = tools;
  let loaded: LoadedManifest;
  try {
    loaded = await driver.load(job.manifest, { variant: job.variant ?? 0 });
  } catch (error) {
    return { streams: [], differences: [], allowed: [], failure: `airbyte-cdk: ${messageOf(error)}` };
  }
  const folder = join(tools.folder, job.name);
  await mkdir(folder, { recursive: true });
  const manifest = join(folder, "manifest.yaml");
  await writeFile(manifest, loaded.yaml);
  stopDate(loaded.now);
  try {
    const generated = await generate(manifest, join(folder, "connector"));
    return await new Comparison(job, tools, loaded, generated).run();
  } catch (error) {
    return { streams: [], differences: [], allowed: [], failure: `create-connector: ${messageOf(error)}` };
  }
}

class Comparison {
  readonly #job: Job;
  readonly #tools: Tools;
  readonly #loaded: LoadedManifest;
  readonly #generated: Generated;
  readonly #differences: Difference[] = [];
  readonly #allowed = new Set<string>();
  readonly #thrown = new Map<string, string>();
  #create: () => AnySource = () => {
    throw new Error("not loaded");
  };

  constructor(job: Job, tools: Tools, loaded: LoadedManifest, generated: Generated) {
    this.#job = job;
    this.#tools = tools;
    this.#loaded = loaded;
    this.#generated = generated;
  }

  async run(): Promise<Outcome> {
    this.#create = await sourceIn(this.#generated.folder, this.#loaded.port);
    const names = this.#compared();
    if (this.#job.faults) await this.#readUnwritten();
    if (names.length === 0) return this.#outcome(names, undefined);
    const [theirs] = await this.#both(names, {}, "");
    const read = names.filter((name) => !this.#isBroken(name));
    await this.#resumed(theirs, read);
    for (const [title, fault] of this.#job.faults && read.length > 0 ? faultsFor(this.#loaded) : [])
      await this.#both(read, { fault }, title);
    return this.#outcome(names, theirs);
  }

  /** Reads what needs code of an author: it must fail with what to write. */
  async #readUnwritten(): Promise<void> {
    for (const name of this.#written().filter((one) => Object.hasOwn(this.#loaded.left_out, one))) {
      const { errors } = await this.#ours([name], { fault: { status: 200, body: {} } });
      this.#thrown.set(name, errors.join(" "));
    }
  }

  /** A stream that already differs when nothing fails would only repeat that in the other runs. */
  #isBroken(name: string): boolean {
    return this.#differences.some(({ kind, stream }) => stream === name && (kind === "outcome" || kind === "records"));
  }

  #written(): string[] {
    return this.#generated.design.streams.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name);
  }

  /** The streams that both sides have. */
  #compared(): string[] {
    const written = new Set(this.#written());
    return this.#loaded.catalog.streams.map(({ name }) => String(name)).filter((name) => written.has(name));
  }

  /** Reads streams on both sides, and compares all that the runs have. */
  async #both(names: readonly string[], given: Given, title: string): Promise<[RunResult, RunResult]> {
    const theirs = await this.#theirs(names, given);
    const ours = await this.#ours(names, given);
    this.#compareRuns(names, [theirs, ours], { title, isFaulty: given.fault !== undefined });
    return [theirs, ours];
  }

  /** Resumes from the states of the first run: each side from its own, and Sluice from those of airbyte-cdk too. */
  async #resumed(theirs: RunResult, read: readonly string[]): Promise<void> {
    const names = this.#incremental(read).filter(
      (name) => theirs.states[name] !== undefined && theirs.statuses[name] === "COMPLETE",
    );
    if (names.length === 0) return;
    const state = statesOf(theirs, names);
    const again = await this.#theirs(names, { state });
    const resumed = await this.#ours(names, { state });
    this.#compareRuns(names, [again, resumed], { title: "from the state of airbyte-cdk", isFaulty: false });
    const first = await this.#ours(names, {});
    const second = await this.#ours(names, { state: statesOf(first, names) });
    this.#compareRuns(names, [again, second], { title: "from a state of its own", isFaulty: false });
  }

  #incremental(read: readonly string[]): string[] {
    const { streams } = this.#loaded.catalog;
    const found = streams.filter(
      ({ supported_sync_modes: modes }) => Array.isArray(modes) && modes.includes("incremental"),
    );
    const names = found.map(({ name }) => String(name));
    return read.filter((name) => names.includes(name));
  }

  async #theirs(names: readonly string[], given: Given): Promise<RunResult> {
    const entries = this.#loaded.catalog.streams.filter(({ name }) => names.includes(String(name)));
    return this.#tools.driver.read({ streams: entries.map(configured) }, given);
  }

  async #ours(names: readonly string[], given: Given): Promise<RunResult> {
    const { config, now } = this.#loaded;
    return readOurs(this.#tools.driver, this.#create(), now, { config, streams: names, ...given });
  }

  #compareRuns(names: readonly string[], [theirs, ours]: [RunResult, RunResult], run: RunTitle): void {
    for (const name of names) {
      const [their, our] = [theirs.statuses[name] ?? "none", ours.statuses[name] ?? "none"];
      if (their === "INCOMPLETE" && !run.isFaulty) continue; // the mock cannot lead airbyte-cdk through it
      if (!isSameOutcome(their, our)) {
        const error =
          our === "COMPLETE" ? theirs.errors[0] : (ours.errors.find((text) => text.includes(name)) ?? ours.errors[0]);
        this.#add("outcome", name, `${run.title} ${their} in airbyte-cdk, ${our} in Sluice: ${error ?? "no error"}`);
      } else if (their !== "INCOMPLETE") {
        const { problems, allowed } = compareRecords(theirs.records[name] ?? [], ours.records[name] ?? []);
        for (const text of problems) this.#add("records", name, `${run.title} ${text}`);
        for (const each of allowed) this.#allowed.add(each);
      }
    }
    if (!run.isFaulty) this.#compareRequests(names, [theirs, ours], run.title);
  }

  #compareRequests(names: readonly string[], [theirs, ours]: [RunResult, RunResult], title: string): void {
    const failed = new Set(
      names.filter((name) => [theirs, ours].some(({ statuses }) => statuses[name] === "INCOMPLETE")),
    );
    const streams = new Set([...theirs.requests, ...ours.requests].map(({ stream }) => stream));
    for (const stream of streams) {
      if (stream !== null && failed.has(stream)) continue;
      const of = ({ requests }: RunResult) => requests.filter((request) => request.stream === stream);
      const { problems, allowed } = compareRequests({ theirs: of(theirs), ours: of(ours), isResumed: title !== "" });
      for (const text of problems) this.#add(title === "" ? "requests" : "states", stream, `${title} ${text}`);
      for (const name of allowed) this.#allowed.add(name);
    }
  }

  #outcome(compared: readonly string[], theirs: RunResult | undefined): Outcome {
    const differences = this.#differences;
    const { report } = this.#generated;
    const { left_out: leftOut } = this.#loaded;
    const streams = report.streams.map(({ name, outcome, reasons }): StreamResult => {
      const unread = leftOut[name] ?? unreadOf(name, theirs);
      const isEqual = compared.includes(name) && !differences.some(({ stream }) => stream === name);
      return {
        name,
        outcome,
        reasons,
        isEqual,
        records: theirs?.records[name]?.length ?? 0,
        ...(unread === undefined ? {} : { unread, needsCode: Object.hasOwn(leftOut, name) }),
        ...(this.#thrown.has(name) ? { thrown: this.#thrown.get(name) ?? "" } : {}),
      };
    });
    const problems = Object.entries(theirs?.problems ?? {}).map(([name, texts]) => `${name}: ${texts.join(", ")}`);
    return {
      streams,
      differences,
      allowed: [...this.#allowed],
      mock: problems,
      errors: theirs?.errors ?? [],
      notes: report.notes,
    };
  }

  #add(kind: Difference["kind"], stream: string | null, text: string): void {
    this.#differences.push({ kind, stream, text: text.trim() });
  }
}
