/** What `sluice-connector dev` was called with. */
export interface DevOptions {
  /** The stream to read; the first by default. */
  readonly stream?: string;
  /** A config of the real API. */
  readonly config?: string;
  /** The real API, with a config from the environment. */
  readonly live?: boolean;
  /** How many records of each page are shown. */
  readonly limit: number;
  /** How many pages are read; all of them by default, or three of the real API. */
  readonly pages?: number;
}

/** Of the real API, each run costs requests. */
const LIVE_PAGES = 3;

/** Whether the real API is read. */
export function isLive({ config, live = false }: DevOptions): boolean {
  return live || config !== undefined;
}

/** How many pages are read. */
export function maxPages(options: DevOptions): number {
  return options.pages ?? (isLive(options) ? LIVE_PAGES : Number.POSITIVE_INFINITY);
}
