/** A mistake that is made on purpose, and what must notice it. */
export interface Defect {
  readonly name: string;
  /** What goes wrong with it. */
  readonly says: string;
  /** The connector whose conformance suite must notice it, unless `test` is given. */
  readonly connector?: string;
  /** The test file that must notice it. */
  readonly test?: string;
  readonly edits: readonly [Edit, ...Edit[]];
}

/** `find` is in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
