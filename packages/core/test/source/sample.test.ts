import { describe, expect, test } from "@jest/globals";
import { Sample } from "../../src/source/sample.js";
import { RawRecords } from "../../src/streams/raw-records.js";

/** The picked indexes of pages with so many records, numbered from 0. */
function picked(sample: Sample, pages: readonly number[]): number[] {
  let next = 0;
  return pages.flatMap((count) => {
    const rows = new RawRecords(Array.from({ length: count }, () => Buffer.from(`{"n":${next++}}`)));
    return sample.pick(rows).map(({ n }) => Number(n));
  });
}

const upTo = (count: number) => [...Array(count).keys()];

describe("the setting checks", () => {
  test("checks the first thousand records and every twentieth after them with the value sample", () => {
    const sample = new Sample("sample");
    expect(picked(sample, [900, 150, 60])).toEqual([...upTo(1_000), 1_000, 1_020, 1_040, 1_060, 1_080, 1_100]);
    expect(sample.checked).toBe(1_006);
  });

  test("checks each record with the value all", () => {
    const sample = new Sample("all");
    expect(picked(sample, [900, 150])).toEqual(upTo(1_050));
    expect(sample.checked).toBe(1_050);
  });

  test("checks no record with the value off", () => {
    const sample = new Sample("off");
    expect(picked(sample, [5, 5])).toEqual([]);
    expect(sample.checked).toBe(0);
  });
});
