import {
  endpointOf,
  type Page,
  Paginator,
  Parameter,
  type ParameterPlace,
  type RequestChange,
  SystemError,
} from "@sluice/core";

export interface CountInTextOptions {
  readonly param: string;
  readonly in?: ParameterPlace;
  /** The text in front of the number. */
  readonly before: string;
  /** What the number counts. */
  readonly by: "pages" | "records";
  /** A page with fewer records is the last one; only an empty page by default. */
  readonly pageSize?: number;
}

/** Pages by a number within a longer parameter, as in `select * from Bill startposition 201`. */
export class CountInTextPaginator extends Paginator {
  readonly endsWith = "a short page";
  readonly #options: CountInTextOptions;
  readonly #param: Parameter;

  constructor(options: CountInTextOptions) {
    super();
    this.#options = options;
    this.#param = new Parameter(options);
  }

  next({ request, recordCount }: Page): RequestChange | undefined {
    const { before, by, param, pageSize = 1 } = this.#options;
    if (recordCount < pageSize) return undefined;
    const step = by === "pages" ? 1 : recordCount;
    const value = this.#param.of(request);
    if (typeof value === "number") return this.#param.with(value + step);
    const text = String(value ?? "");
    const start = text.indexOf(before) + before.length;
    const digits = /^\d+/.exec(text.slice(start))?.[0];
    if (digits === undefined || !text.includes(before))
      throw new SystemError(`${endpointOf(request)} has no number behind "${before}" in ${param}.`);
    return this.#param.with(`${text.slice(0, start)}${Number(digits) + step}${text.slice(start + digits.length)}`);
  }
}
