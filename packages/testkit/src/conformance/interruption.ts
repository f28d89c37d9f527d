import type { JsonObject } from "@sluice/core";
import { configuredCatalog } from "../catalog.js";
import { type KilledRead, killedProcess } from "../killed-process.js";
import type { Output } from "../output.js";
import { evenly, isThorough, positionsOfCase, requestAt } from "../positions.js";
import { sorted, stateInput } from "../states.js";
import type { TestRunner } from "../test-runner.js";
import type { Subject } from "./subject.js";

type Mode = "full_refresh" | "incremental";

/** How many states of one read are resumed from. A thorough run tries more of them; some streams write more than a hundred. */
const MAX_STATES = isThorough ? 20 : 3;

/** When a process is ended: the mode of its read, and after how many lines of output. */
const KILLS: readonly (readonly [KilledRead["how"], Mode, number])[] = (["SIGTERM", "a closed pipe"] as const).flatMap(
  (how) => [
    ...(isThorough ? [[how, "full_refresh", 40] as const] : []),
    [how, "full_refresh", 150],
    [how, "incremental", 90],
  ],
);

/**
 * A read may end at any line of its output. The records before the last STATE and those of a read that resumes from that STATE
 * are together all records. A consumer keeps nothing after the last STATE, so only the STATE lines need to be tried as ends.
 */
export function interruptionTests(subject: Subject, runner: TestRunner): void {
  runner.describe("interrupted", () => {
    resumptionTests(subject, runner);
    killTests(subject, runner);
  });
}

/** Without a process: reads that end at a STATE or at a refusal. */
export function resumptionTests(subject: Subject, { expect, test }: TestRunner): void {
  const completes = completion(subject, expect);
  const modes: Mode[] = ["full_refresh", "incremental"];
  const cases = subject.streams
    .flatMap(({ name, cursor }, index) =>
      modes
        .filter((mode) => mode === "full_refresh" || cursor !== undefined)
        .map((mode) => ({ name, mode, isEven: (index + modes.indexOf(mode)) % 2 === 0 })),
    )
    .map(({ isEven, name, mode }, index) => ({ isEven, values: [name, mode, positionsOfCase(index)] as const }));
  /** A stream is interrupted in one way in each mode; in both ways in a thorough run, or where there are few streams. */
  const areAll = isThorough || cases.length <= 6;
  const half = (even: boolean) => cases.filter(({ isEven }) => areAll || isEven === even).map(({ values }) => values);

  test.each(half(true))("%s, %s: resumes from a state without a gap", async (name, mode) => {
    const { whole } = await wholeRead(subject, name, mode);
    const ends = whole.lines.flatMap((line, index) => (line.type === "STATE" ? [index + 1] : []));
    expect(ends).not.toEqual([]);
    for (const end of evenly(ends, MAX_STATES)) await completes([name, mode], whole.upTo(end));
  });

  test.each(half(false))("%s, %s: resumes after the API refused its %j request", async (name, mode, positions) => {
    const { whole, requests } = await wholeRead(subject, name, mode);
    const { descriptions } = subject;
    const own = requests - descriptions;
    if (own === 0) return completes([name, mode], whole); // the streams are made of its records, so they were read by then
    for (const refused of new Set(positions.map((position) => requestAt(position, own)))) {
      subject.vendor.api.reset();
      let sent = -1;
      subject.vendor.api.inject({ at: () => ++sent === descriptions + refused, reply: { status: 418 } });
      const begun = await read(subject, name, mode);
      expect(begun.status).toBe(1);
      expect(begun.statuses(name).at(-1)).toBe("INCOMPLETE");
      await completes([name, mode], begun);
    }
  });
}

function killTests(subject: Subject, { expect, test }: TestRunner): void {
  const completes = completion(subject, expect);
  const { paged, victim } = subject.connector;
  const [longest = victim.stream] = Object.entries(paged).sort(([, one], [, other]) => other - one)[0] ?? [];
  test.each(KILLS)("resumes without a gap after %s ended the process, %s, line %i", async (how, mode, lines) => {
    const catalog = configuredCatalog([longest], mode);
    const begun = await killedProcess(subject.bin, { config: subject.processConfig, catalog, lines, how });
    await completes([longest, mode], begun);
  });
}

/** A read of one stream without a fault, and the number of its requests. */
async function wholeRead(subject: Subject, name: string, mode: Mode) {
  subject.vendor.api.reset();
  const whole = await read(subject, name, mode);
  return { whole, requests: subject.vendor.api.requests.length };
}

function read(subject: Subject, name: string, mode: Mode, state?: JsonObject): Promise<Output> {
  const catalog = configuredCatalog([name], mode);
  return subject.run("read", { catalog, state: state === undefined ? [] : stateInput(name, state) });
}

/** Resumes from the last state of an interrupted read, and expects the two reads to have all records together. */
function completion(subject: Subject, expect: TestRunner["expect"]) {
  return async ([name, mode]: readonly [string, Mode], begun: Output): Promise<void> => {
    const rest = await read(subject, name, mode, begun.states(name).at(-1)?.data);
    expect(rest.errors()).toEqual([]);
    expect(rest.status).toBe(0);
    const both = [...recordsBeforeLastState(begun, name), ...rest.records(name)];
    expect(distinct(both)).toEqual(distinct(subject.vendor.expected.get(name) ?? []));
  };
}

/** What a consumer keeps of a read that ended early. */
function recordsBeforeLastState(output: Output, stream: string): JsonObject[] {
  const last = output.lines.map(({ type }) => type).lastIndexOf("STATE");
  return output.upTo(last + 1).records(stream);
}

function distinct(records: readonly JsonObject[]): string[] {
  return [...new Set(sorted(records))];
}
