import type { Expression } from "./expression.js";
import type { ParameterDesign } from "./paging.js";

/** How times are written: core's formats, or a pattern of core such as `yyyy-MM-dd HH:mm`. */
export type TimeFormatDesign =
  | "isoMillis"
  | "isoSeconds"
  | "day"
  | "epochSeconds"
  | "epochMillis"
  | { readonly pattern: string };

/** A length of time in core's words. */
export type DurationDesign = {
  readonly amount: number;
  readonly unit: "seconds" | "minutes" | "hours" | "days" | "months";
};

/** How a stream is read incrementally. */
export type CursorDesign =
  | (OfField & { readonly kind: "client-side"; readonly emitsAll?: boolean })
  | (OfField & { readonly kind: "descending"; readonly lookback?: DurationDesign })
  | (OfFilter & { readonly kind: "since" })
  | (OfFilter & {
      readonly kind: "window";
      readonly to?: BoundDesign;
      /** The end of the last window, as `earliest`. */
      readonly latest?: Expression;
      readonly width?: DurationDesign;
      /** How long after the end of a window the next one begins; they overlap by default. */
      readonly gap?: DurationDesign;
    })
  /** A cursor that no option describes: an expression that makes it. */
  | { readonly kind: "code"; readonly field: string; readonly code: Expression };

/** Where a bound goes: a parameter, or a value of the slice. */
export interface BoundDesign {
  readonly param: string;
  readonly in?: ParameterDesign["in"] | "slice";
}

interface OfField {
  /** The record's field of the last change. */
  readonly field: string;
  /** How the records' times are written, where it is not ISO 8601. */
  readonly fieldAs?: TimeFormatDesign;
}

interface OfFilter extends OfField {
  /** The parameter of the lower bound. */
  readonly from: BoundDesign;
  /** How bounds are written. */
  readonly as: TimeFormatDesign;
  readonly lookback?: DurationDesign;
  /** The lower bound of the first run, from `config`: an ISO text, a Date, or milliseconds. */
  readonly earliest?: Expression;
}
