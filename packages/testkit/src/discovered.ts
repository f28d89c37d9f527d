import type { CommonConfig, JsonObject, Stream } from "@sluice/core";
import type { AnySource } from "@sluice/core/internal";
import { FastClock } from "./clock.js";

const ignore = () => undefined;
const SILENT = {
  requestSent: ignore,
  retrying: ignore,
  waiting: ignore,
  warn: ignore,
  info: ignore,
  ruleMatched: ignore,
  sliceSkipped: ignore,
};

/** The streams of a config, as `discover` lists them. Asks the API if the source's streams depend on it. */
export async function discovered(source: AnySource, config: JsonObject = {}): Promise<readonly Stream[]> {
  if (!source.isDynamic) return source.describe(config);
  const { signal } = new AbortController();
  const checked = source.settings.parse(config) as CommonConfig;
  return source.discover(checked, { clock: new FastClock(), observer: SILENT, signal });
}
