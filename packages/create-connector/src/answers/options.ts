/** What the command line, or a user who was asked, gave: texts that are not checked yet. */
export interface Options {
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
  readonly auth?: string;
  readonly paging?: string;
  /** Each as `NAME:PATH[:KEY]`. */
  readonly stream?: readonly string[];
  readonly recordsAt?: string;
  readonly incremental?: string;
}
