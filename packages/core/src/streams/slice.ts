/** One parent's (or one list's) share of a stream: what `path`, `query` and `inject` are made of. */
export type Slice = Readonly<Record<string, string | number | null>>;

/** The only slice of a stream that is not cut. */
export const ROOT: Slice = Object.freeze({});
