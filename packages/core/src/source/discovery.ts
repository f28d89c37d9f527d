import { ConfigError } from "../errors/connector-error.js";
import type { HttpClient } from "../http/client.js";
import type { StreamContext } from "../streams/context.js";
import type { RecordOf, StreamClass } from "../streams/http-stream.js";
import { allRecords } from "../streams/parent-cache.js";
import type { Stream } from "../streams/stream.js";
import { assertReadable } from "./stream-check.js";

/** What `Source.streamsFor` may ask the API: with the credentials, retries and rate limits of a read. */
export interface Discovery<Config> {
  /** For a reply that no stream describes; pass `"discover"` as the name under which the request is logged. */
  readonly http: HttpClient;
  /**
   * All records of a stream, page by page. It need not be a stream that the source lists; in a read its children get the
   * same records.
   *
   * @throws ConnectorError if not all records can be read.
   */
  records<T extends Stream>(StreamOf: StreamClass<Config, T>): Promise<readonly RecordOf<T>[]>;
}

/** What a stream's context gives to `streamsFor`. */
export function discoveryOf<Config>(context: StreamContext<Config>): Discovery<Config> {
  const { http, parents } = context;
  return {
    http,
    records: async <T extends Stream>(StreamOf: StreamClass<Config, T>) =>
      (await allRecords(parents, new StreamOf(context))) as readonly RecordOf<T>[],
  };
}

/** The streams of their classes. @throws SystemError for one whose definition is wrong. */
export function createStreams<Config>(
  classes: readonly StreamClass<Config>[],
  context: StreamContext<Config>,
): readonly Stream[] {
  return classes.map((StreamOf) => assertReadable(new StreamOf(context)));
}

/** Control characters and halves of surrogate pairs: catalogs, logs and databases lose them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNUSABLE = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/**
 * The streams that `streamsFor` made, whose names the connector does not choose.
 *
 * @throws ConfigError that lists the names that cannot be used, or that several streams have; or if there is no stream, because a
 *   read of nothing would look complete.
 */
export function assertNamed(streams: readonly Stream[], title: string): readonly Stream[] {
  if (streams.length === 0) {
    throw new ConfigError(`${title} has no streams for this config. Check what the credentials may see.`);
  }
  const names = streams.map(({ name }): unknown => name); // from a reply, so it may be anything
  const unusable = names.filter((name) => typeof name !== "string" || name.trim() === "" || UNUSABLE.test(name));
  if (unusable.length > 0) {
    throw new ConfigError(
      `${title} has streams whose names cannot be used: ${listed(unusable)}. Rename them there: a name needs visible characters, ` +
        "and no control characters.",
    );
  }
  const repeated = names.filter((name, index) => names.indexOf(name) < index);
  if (repeated.length > 0) {
    throw new ConfigError(
      `${title} has several streams of the same name: ${listed(repeated)}. Rename them there, so that each has a name of its own.`,
    );
  }
  return streams;
}

function listed(names: readonly unknown[]): string {
  return [...new Set(names.map((name) => JSON.stringify(name) ?? "none"))].join(", ");
}
