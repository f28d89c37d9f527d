import { type Design, type SlicingDesign, type StreamDesign, WHOLE_BODY } from "../../../design/design.js";
import { Expression } from "../../../design/expression.js";
import type { PagingDesign } from "../../../design/paging.js";

/** How much the fake has of a stream. */
export interface StreamPlan {
  readonly stream: StreamDesign;
  /** How many records the list of the first slice has, and those of the others. */
  readonly first: number;
  readonly others: number;
  /** The most records of a page, whatever is asked for. */
  readonly pageSize: number;
  /** How many slices there are; undefined if only a run knows. */
  readonly slices: number | undefined;
  /** How many pages a read of everything has; undefined if only a run knows. */
  readonly pages: number | undefined;
  readonly isParent: boolean;
}

/**
 * A list that stands alone has three pages; one that is read for each slice, or has children, is shorter. Of a list between a parent and
 * its own children only the first slice has more than one record, because each record is a request of each list below.
 */
const ALONE = { records: 250, pageSize: 100 };
const FAMILY = { parents: 12, records: 25, others: { parents: 1, records: 4 }, pageSize: 10 };

/** The plan of each stream, by its name. */
export function planOf(design: Design): ReadonlyMap<string, StreamPlan> {
  const plans = new Map<string, StreamPlan>();
  const parents = new Set(design.streams.flatMap(({ slicing }) => parentsOf(slicing)));
  for (const stream of design.streams) plans.set(stream.name, streamPlan(stream, parents.has(stream.name), plans));
  return plans;
}

function streamPlan(stream: StreamDesign, isParent: boolean, plans: ReadonlyMap<string, StreamPlan>): StreamPlan {
  const isAlone = !isParent && stream.slicing === undefined;
  const slices = stream.slicing === undefined ? 1 : countOf(stream.slicing, plans);
  const cap = isAlone ? ALONE.pageSize : FAMILY.pageSize;
  const pageSize = Math.min(sizeOf(stream.paging) ?? cap, cap);
  const isOne = stream.recordsAt === WHOLE_BODY;
  const member = isParent ? "parents" : "records";
  const max = maxRecords(stream.paging);
  const counts = isOne ? [1, 1] : [isAlone ? ALONE.records : FAMILY[member], FAMILY.others[member]];
  const [first = 0, others = 0] = counts.map((count) => Math.min(count, max));
  const pages =
    slices === undefined || isCut(stream)
      ? undefined
      : pagesOf(first, pageSize, stream.paging) + (slices - 1) * pagesOf(others, pageSize, stream.paging);
  return { stream, first, others, pageSize, slices, pages, isParent };
}

/** The streams that a stream gets its slices from. */
export function parentsOf(slicing: SlicingDesign | undefined): readonly string[] {
  if (slicing === undefined || slicing.kind === "list" || slicing.kind === "code") return [];
  return slicing.kind === "parent" ? [slicing.stream] : slicing.of.flatMap(parentsOf);
}

/** How many slices there are. */
function countOf(slicing: SlicingDesign, plans: ReadonlyMap<string, StreamPlan>): number | undefined {
  switch (slicing.kind) {
    case "list":
      return slicing.values instanceof Expression ? undefined : slicing.values.length;
    case "parent":
      return slicing.keep === undefined ? recordsOf(plans.get(slicing.stream)) : undefined;
    case "product":
      return combined(slicing.of, plans, (one, other) => one * other, 1);
    case "union":
      return combined(slicing.of, plans, (one, other) => one + other, 0);
    case "code":
      return undefined;
  }
}

function combined(
  parts: readonly SlicingDesign[],
  plans: ReadonlyMap<string, StreamPlan>,
  join: (one: number, other: number) => number,
  start: number,
): number | undefined {
  const counts = parts.map((part) => countOf(part, plans));
  return counts.reduce(
    (sum, count) => (sum === undefined || count === undefined ? undefined : join(sum, count)),
    start,
  );
}

/** How many records a stream has that is a parent. */
function recordsOf(plan: StreamPlan | undefined): number | undefined {
  if (plan?.slices === undefined || plan.stream.keep !== undefined) return undefined;
  return plan.first + (plan.slices - 1) * plan.others;
}

/** Windows of time end today, so their number depends on the day. */
export function isCut({ cursor }: StreamDesign): boolean {
  return cursor?.kind === "window" && cursor.width !== undefined && cursor.earliest !== undefined;
}

/** A page that is not full proves that it is the only one. */
function maxRecords(paging: PagingDesign): number {
  return paging.kind === "only-page" ? (sizeOf(paging) ?? Number.POSITIVE_INFINITY) - 1 : Number.POSITIVE_INFINITY;
}

function sizeOf(paging: PagingDesign): number | undefined {
  return "size" in paging ? paging.size?.value : undefined;
}

/** How many requests a list of so many records takes. */
function pagesOf(records: number, size: number, paging: PagingDesign): number {
  if (paging.kind === "only-page") return 1;
  const full = Math.max(1, Math.ceil(records / size));
  return isSeenToEnd(records, size, paging) ? full : full + 1;
}

/** Whether the last page shows that it is the last: otherwise an empty page ends the list. */
function isSeenToEnd(records: number, size: number, paging: PagingDesign): boolean {
  switch (paging.kind) {
    case "page":
      if (paging.pastEnd !== undefined) return true; // a refusal is not a page
      if (paging.total !== undefined && records <= size) return true;
      return paging.hasMore !== undefined || (paging.stopsShort === true && isShort(records, size, paging));
    case "after-last":
      return paging.hasMore !== undefined || (paging.stopsShort === true && isShort(records, size, paging));
    case "offset": {
      const isCounted = paging.hasMore !== undefined || paging.total !== undefined;
      return isCounted || (paging.stopsShort === true && isShort(records, size, paging));
    }
    default:
      return true;
  }
}

/** As core sees it: a short page of a number at which servers cap their pages may not be the last. */
function isShort(records: number, size: number, paging: PagingDesign): boolean {
  const last = records % size;
  const requested = sizeOf(paging);
  if (requested === undefined || last === 0) return false;
  const mayBeCap = last % 10 === 0 || last % 25 === 0 || (last >= 16 && Number.isInteger(Math.log2(last)));
  return last < requested && !mayBeCap;
}
