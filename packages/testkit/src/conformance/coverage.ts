import { type JsonObject, SinglePagePaginator, type Stream } from "@sluice/core";
import { paginatorOf } from "../paging.js";
import type { TestRunner } from "../test-runner.js";
import type { Conformance, Subject } from "./subject.js";

/** The fake must be able to show what the connector claims: pages of each paged stream, and times of each cursor. */
export function coverageTests(subject: Subject, { describe, expect, test }: TestRunner): void {
  const { connector, streams } = subject;

  describe("coverage by the fake", () => {
    test("has several pages of each stream with a paginator", () => {
      expect(unprovenPaging(streams, connector)).toEqual([]);
    });

    test("has a readable time in the cursor field of each incremental stream", () => {
      expect(unreadableCursors(streams, subject.vendor.expected)).toEqual([]);
    });
  });
}

/** Streams with a paginator that no test sees paging: a misspelled flag or link would end each list after one page. */
export function unprovenPaging(
  streams: readonly Stream[],
  { paged, onePage = {} }: Pick<Conformance, "paged" | "onePage">,
): readonly string[] {
  return streams.flatMap((stream) => {
    const { name } = stream;
    const paginator = paginatorOf(stream);
    const isPaged = paginator !== undefined && !(paginator instanceof SinglePagePaginator);
    if (isPaged && !(name in paged) && !(name in onePage)) {
      return [
        `${name} has a ${paginator.constructor.name}. Add it to paged in the conformance test, with the number of its pages in the fake.`,
      ];
    }
    return name in onePage && (name in paged || !isPaged) ? [`${name}: remove it from onePage.`] : [];
  });
}

/** Cursor fields in which no record has a time: such a stream reads all records in every run, without a warning. */
export function unreadableCursors(
  streams: readonly Stream[],
  expected: ReadonlyMap<string, readonly JsonObject[]>,
): readonly string[] {
  return streams.flatMap(({ name, cursor }) => {
    if (cursor?.field === undefined) return [];
    const { field, format } = cursor;
    const records = expected.get(name) ?? [];
    return records.some((record) => format.read(record[field]) !== undefined)
      ? []
      : [`${name}: no record of the fake has a time that the cursor can read in its field "${field}".`];
  });
}
