import { describe, expect, test } from "@jest/globals";
import { Sample } from "../../src/source/sample.js";
import { Rows } from "../../src/streams/rows.js";

/** Pages of so many records, numbered from 0; of each, which were picked. */
function picked(sample: Sample, pages: readonly number[]): number[] {
  let next = 0;
  return pages.flatMap((count) => {
    const rows = new Rows(Array.from({ length: count }, () => Buffer.from(`{"n":${next++}}`)));
    return sample.pick(rows).map(({ n }) => Number(n));
  });
}

const upTo = (count: number) => [...Array(count).keys()];

describe("which records are checked", () => {
  test("of a sample: the first thousand, wherever pages end, and every twentieth after them", () => {
    const sample = new Sample("sample");
    expect(picked(sample, [900, 150, 60])).toEqual([...upTo(1_000), 1_000, 1_020, 1_040, 1_060, 1_080, 1_100]);
    expect(sample.checked).toBe(1_006);
  });

  test("of all: each", () => {
    const sample = new Sample("all");
    expect(picked(sample, [900, 150])).toEqual(upTo(1_050));
    expect(sample.checked).toBe(1_050);
  });

  test("where checks are off: none", () => {
    const sample = new Sample("off");
    expect(picked(sample, [5, 5])).toEqual([]);
    expect(sample.checked).toBe(0);
  });
});
