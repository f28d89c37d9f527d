/** Unusual but valid behavior of the fake. All are off at the start; the tests flip them. */
export interface Switches {
  /** With each page but the first, the oldest record of the list is changed, so that it is the last one changed. */
  updateBetweenPages: boolean;
  /** Behind the last record comes an empty page, and each empty page has yet another `next`. */
  emptyLastPage: boolean;
  /** Each record of a list has an unknown field. */
  unknownField: boolean;
}

export const CALM: Readonly<Switches> = { updateBetweenPages: false, emptyLastPage: false, unknownField: false };

/** What the unknown field is called. */
export const UNKNOWN_FIELD = "vitallyAiInsight";
