/** The requests of a read at which a fault is tried. */
export const POSITIONS = ["first", "middle", "last"] as const;
/** One of the positions. */
export type Position = (typeof POSITIONS)[number];

/** The index of the request at a position, in a read of so many requests. */
export function requestAt(position: Position, requests: number): number {
  return { first: 0, middle: Math.floor(requests / 2), last: requests - 1 }[position];
}

/** At most `max` items: the first, the last, and others at even distances between them. */
export function evenly<T>(items: readonly T[], max: number): readonly T[] {
  if (items.length <= max) return items;
  const step = (items.length - 1) / (max - 1);
  const chosen = new Set(Array.from({ length: max }, (_, index) => Math.round(index * step)));
  return items.filter((_item, index) => chosen.has(index));
}

/** Whether every case is tried, as `npm run test:faults` does in CI. `npm test` tries a selection of the cases. */
export const isThorough = process.env["SLUICE_FAULTS"] === "all";

/** All positions in a thorough run, else one: three consecutive cases cover the three positions. */
export function positionsOfCase(index: number): readonly Position[] {
  const position = POSITIONS[index % POSITIONS.length];
  return isThorough || position === undefined ? POSITIONS : [position];
}
