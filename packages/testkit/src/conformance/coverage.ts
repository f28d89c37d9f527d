import { describe, expect, test } from "@jest/globals";
import { type JsonObject, SinglePagePaginator, type Stream } from "@sluice/core";
import { paginatorOf } from "../paging.js";
import type { Conformance, Subject } from "./subject.js";

/** An RFC 3339 date, with or without a time. */
const TIME = /^\d{4}-\d\d-\d\d(T|$)/;

/** The fake must be able to show what the connector claims: pages of each paged stream, and times of each cursor. */
export function coverageTests(subject: Subject): void {
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
    const field = cursor?.field;
    if (field === undefined) return [];
    const values = (expected.get(name) ?? []).map((record) => String(record[field]));
    return values.some((value) => TIME.test(value) && !Number.isNaN(Date.parse(value)))
      ? []
      : [`${name}: no record of the fake has an RFC 3339 time in its cursor field "${field}".`];
  });
}
