import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "@sluice/core";
import { configuredCatalog } from "../catalog.js";
import { killedProcess } from "../killed-process.js";
import type { Output } from "../output.js";
import { sorted, stateInput } from "../states.js";
import type { Subject } from "./subject.js";

type Mode = "full_refresh" | "incremental";

/**
 * A read may end at any line of its output: what came before the last STATE, and what a read from that STATE brings, is
 * together everything. Between two STATEs nothing is safer than right behind the first, so each STATE is tried; of a stream
 * that writes very many, some.
 */
export function interruptionTests(subject: Subject): void {
  const { bin } = subject;
  const modes: Mode[] = ["full_refresh", "incremental"];
  const cases = subject.streams.flatMap(({ name, cursor }) =>
    modes.filter((mode) => mode === "full_refresh" || cursor !== undefined).map((mode): [string, Mode] => [name, mode]),
  );
  const read = (name: string, mode: Mode, state?: JsonObject) =>
    subject.run("read", {
      catalog: configuredCatalog([name], mode),
      state: state === undefined ? [] : stateInput(name, state),
    });

  /** Reads on from the last state of an output that broke off, and expects the two to be everything. */
  const completes = async (name: string, mode: Mode, begun: Output) => {
    const rest = await read(name, mode, begun.states(name).at(-1)?.data);
    expect([rest.status, rest.errors()]).toEqual([0, []]);
    const both = [...safe(begun, name), ...rest.records(name)];
    expect(distinct(both)).toEqual(distinct(subject.vendor.expected.get(name) ?? []));
  };

  describe("interrupted", () => {
    test.each(cases)("%s, %s: goes on from each state without a gap", async (name, mode) => {
      const whole = await read(name, mode);
      const ends = whole.lines.flatMap((line, index) => (line.type === "STATE" ? [index + 1] : []));
      expect(ends.length).toBeGreaterThan(0);
      for (const end of evenly(ends)) await completes(name, mode, whole.upTo(end));
    });

    test.each(cases)(
      "%s, %s: goes on after a refusal of the first, a middle and the last request",
      async (name, mode) => {
        subject.vendor.api.reset();
        await read(name, mode);
        const { length } = subject.vendor.api.requests;
        for (const refused of new Set([0, Math.floor(length / 2), length - 1])) {
          subject.vendor.api.reset();
          let sent = -1;
          subject.vendor.api.inject({ at: () => ++sent === refused, reply: { status: 418 } });
          const begun = await read(name, mode);
          expect([begun.status, begun.statuses(name).at(-1)]).toEqual([1, "INCOMPLETE"]);
          await completes(name, mode, begun);
        }
      },
    );

    const { paged, victim } = subject.connector;
    const [longest = victim.stream] = Object.entries(paged).sort(([, one], [, other]) => other - one)[0] ?? [];
    test.each(["SIGTERM", "a closed pipe"] as const)("the process, by %s: goes on without a gap", async (how) => {
      const { config } = subject.vendor;
      for (const [mode, lines] of [
        ["full_refresh", 40],
        ["full_refresh", 150],
        ["incremental", 90],
      ] as const) {
        const begun = await killedProcess(bin, { config, catalog: configuredCatalog([longest], mode), lines, how });
        await completes(longest, mode, begun);
      }
    });
  });
}

const MOST_ENDS = 20;

/** All of a few; of many the first, the last, and some between. */
function evenly(ends: readonly number[]): readonly number[] {
  const step = Math.max(1, (ends.length - 1) / (MOST_ENDS - 1));
  return ends.filter((_end, index) => index === 0 || Math.floor(index / step) > Math.floor((index - 1) / step));
}

/** The records in front of the last STATE: all that a consumer may count on. */
function safe(output: Output, stream: string): JsonObject[] {
  const last = output.lines.map(({ type }) => type).lastIndexOf("STATE");
  return output.upTo(last + 1).records(stream);
}

function distinct(records: readonly JsonObject[]): string[] {
  return [...new Set(sorted(records))];
}
