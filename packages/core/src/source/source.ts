import { readFileSync } from "node:fs";
import type * as z from "zod";
import type { Authenticator } from "../auth/authenticator.js";
import { AxiosTransport } from "../http/axios-transport.js";
import { HttpClient } from "../http/client.js";
import { type Clock, systemClock } from "../http/clock.js";
import type { Observer } from "../http/observer.js";
import type { HttpResponse, Transport } from "../http/response.js";
import { PATIENT, QUICK, type RetryPolicy } from "../http/retry.js";
import { type Limits, Throttle } from "../http/throttle.js";
import type { AirbyteStream } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import { jsonSchemaOf } from "../schema/json-schema.js";
import type { RecordsOf, StreamClass, StreamContext } from "../streams/http-stream.js";
import { Lookahead } from "../streams/lookahead.js";
import { ParentCache } from "../streams/parent.js";
import type { Stream } from "../streams/stream.js";
import type { Declared, Integers, WithBigIntegers } from "../streams/values.js";
import { concurrencySetting, limitsOf, type SourceLimits } from "./limits.js";
import { type RecordsOptions, readRecords } from "./records.js";

/** What a run lends to a source. */
export interface Surroundings {
  readonly clock: Clock;
  readonly observer: Observer;
  /** Aborts when the run is to stop at once. */
  readonly signal: AbortSignal;
  /** True where a person waits for the answer: fewer and shorter retries. */
  readonly hasty?: boolean;
}

/** How many pages may wait for their turn, for each request that may be under way: more would only fill the memory. */
const AHEAD_FOR_EACH = 2;

/** A connector: how to reach the vendor, and the list of its streams. */
export abstract class Source<Schema extends z.ZodObject = z.ZodObject> {
  /** In lower case, e.g. `configcat`: the bin is `source-configcat`, the environment's prefix `CONFIGCAT`. */
  abstract readonly name: string;
  /** As people write it, e.g. `ConfigCat`. */
  abstract readonly title: string;
  abstract readonly version: string;
  abstract readonly documentationUrl: string;
  /** One zod object: spec, type, environment variables and the list of secrets come from it. */
  abstract readonly config: Schema;
  /** In the order in which `discover` lists them. */
  protected abstract readonly streams: readonly StreamClass<z.infer<Schema>>[];
  /** How hard the API may be pressed. */
  protected abstract readonly limits: Limits;
  /** Scheme, host and port; usually `config.base_url ?? "https://…"`. */
  protected abstract baseUrl(config: z.infer<Schema>): string;

  /** How requests are signed. */
  protected abstract authenticator(config: z.infer<Schema>): Authenticator;

  /**
   * Proves the credentials with one cheap request.
   *
   * @throws ConfigError that says what to do, if they do not work.
   */
  protected abstract probe(http: HttpClient, config: z.infer<Schema>): Promise<void>;

  /** How long a refusal asks to wait, in milliseconds, where the vendor says so elsewhere than in the usual headers. */
  protected waitHint(_response: HttpResponse, _nowMs: number): number | undefined {
    return undefined;
  }

  /** All streams of this config. */
  open(config: z.infer<Schema>, surroundings: Surroundings): readonly Stream[] {
    const http = this.#client(config, surroundings);
    const { most_pages: mostPages } = limitsOf(config["limits"]);
    const lookahead = new Lookahead(AHEAD_FOR_EACH * this.#limitsOf(config).concurrency);
    const parents = new ParentCache();
    return this.create({ config, parents, clock: surroundings.clock, mostPages, lookahead, http });
  }

  /**
   * All records of one stream, for a program: `for await (const account of new Vitally().records(Accounts, config))`. They come
   * as the API gave them, with all fields that came; the type is what its schema says, and a record that does not fit is passed on
   * with a note (`options.onNote`). A field that the schema does not have needs a cast: `(account as Record<string, unknown>)["plan"]`.
   *
   * A few pages are fetched ahead (two for each request that may be under way), no more, so a slow consumer stops the
   * fetching; to leave the loop ends it, and `options.signal` does so from elsewhere.
   *
   * @param stream its class, which brings the type, or its name.
   * @param config as the command line takes it, but nothing is added from the environment. It is checked at the first record; a
   * key that is misspelt does not compile where the config is written in the call, and is a note elsewhere.
   * @throws ConnectorError with what to do, and with `stream`, if the config is wrong or not all records could be read: what came
   * before is only a part then. The reason of `options.signal` if that was aborted.
   */
  records<T extends Stream>(
    stream: StreamClass<z.infer<Schema>, T>,
    config: Declared<z.input<Schema>>,
    options?: RecordsOptions<"number">,
  ): AsyncGenerator<Declared<RecordsOf<T>>, void, void>;
  records<T extends Stream>(
    stream: StreamClass<z.infer<Schema>, T>,
    config: Declared<z.input<Schema>>,
    options: RecordsOptions<Integers>,
  ): AsyncGenerator<WithBigIntegers<Declared<RecordsOf<T>>>, void, void>;
  records(
    stream: string,
    config: Declared<z.input<Schema>>,
    options?: RecordsOptions,
  ): AsyncGenerator<Record<string, unknown>, void, void>;
  records(
    stream: StreamClass<z.infer<Schema>> | string,
    given: unknown,
    options: RecordsOptions = {},
  ): AsyncGenerator<unknown> {
    const choice =
      typeof stream === "string"
        ? { name: stream, is: ({ name }: Stream) => name === stream }
        : { name: stream.name, is: (one: Stream) => one.constructor === stream };
    return readRecords(this, choice, { given, options });
  }

  /** @throws ConnectorError if the source cannot be read with this config. */
  async check(config: z.infer<Schema>, surroundings: Surroundings): Promise<void> {
    await this.probe(this.#client(config, { ...surroundings, hasty: true }), config);
  }

  /**
   * All streams of a config, for their facts only: nothing can be read through them. Without a config those that every
   * account has.
   */
  describe(config: z.infer<Schema> = {} as z.infer<Schema>): readonly Stream[] {
    return this.create(factsOnly(config));
  }

  /** The names of all streams, those included that only some configs bring. */
  get streamNames(): readonly string[] {
    const context = factsOnly({} as z.infer<Schema>);
    return this.streams.map((StreamOf) => new StreamOf(context).name);
  }

  /** The streams of a context: what `open` and `describe` make their own of. */
  create(context: StreamContext<z.infer<Schema>>): readonly Stream[] {
    return this.streams.map((StreamOf) => new StreamOf(context));
  }

  /** What carries requests; a test may have one of its own. */
  protected transport(limits: SourceLimits): Transport {
    return new AxiosTransport(`sluice-source-${this.name}/${this.version}`, {
      readMs: limits.idle_seconds * 1000,
      replyMs: limits.reply_minutes * 60_000,
      bodyBytes: limits.largest_body_mb * 1024 * 1024,
    });
  }

  #client(config: z.infer<Schema>, { clock, observer, signal, hasty }: Surroundings): HttpClient {
    const limits = limitsOf(config["limits"]);
    return new HttpClient({
      baseUrl: this.baseUrl(config),
      authenticator: this.authenticator(config),
      transport: this.transport(limits),
      throttle: new Throttle(this.#limitsOf(config), clock, limits.longest_wait_minutes * 60_000),
      retry: hasty === true ? QUICK : patienceOf(limits),
      clock,
      observer,
      signal,
      waitHint: (response, nowMs) => this.waitHint(response, nowMs),
    });
  }

  /** How many streams are read side by side: one for each request that may be under way. */
  streamsAtOnce(config: z.infer<Schema>): number {
    return this.#limitsOf(config).concurrency;
  }

  /** The vendor's limits, or what the config says in their place. */
  #limitsOf(config: z.infer<Schema>): Limits {
    const { requests_per_minute: requestsPerMinute = this.limits.requestsPerMinute } = limitsOf(config["limits"]);
    const concurrency = concurrencySetting.parse(config["concurrency"]) ?? this.limits.concurrency;
    return { ...this.limits, concurrency, requestsPerMinute };
  }
}

function patienceOf(limits: SourceLimits): RetryPolicy {
  return {
    ...PATIENT,
    attempts: limits.attempts,
    budgetMs: limits.retry_minutes * 60_000,
    longestWaitMs: limits.longest_wait_minutes * 60_000,
  };
}

/** A context of streams that are only asked for their facts. */
function factsOnly<Config>(config: Config): StreamContext<Config> {
  const lookahead = new Lookahead(0);
  return { config, parents: new ParentCache(), clock: systemClock, mostPages: 1, lookahead, http: {} as HttpClient };
}

/** A source of any config, as the runner and the tests handle it. */
export type AnySource = Pick<
  Source,
  | "name"
  | "title"
  | "version"
  | "documentationUrl"
  | "config"
  | "streamsAtOnce"
  | "open"
  | "check"
  | "describe"
  | "create"
  | "streamNames"
>;

/** A stream as `discover` writes it. */
export function catalogEntry(stream: Stream): AirbyteStream {
  const { name, schema, primaryKey, cursor } = stream;
  const isResumable = stream.isResumable || cursor !== undefined;
  return {
    name,
    json_schema: jsonSchemaOf(schema, "record"),
    supported_sync_modes: cursor === undefined ? ["full_refresh"] : ["full_refresh", "incremental"],
    ...(isResumable ? { source_defined_cursor: true } : {}),
    ...(cursor?.field === undefined ? {} : { default_cursor_field: [cursor.field] }),
    ...(primaryKey.length > 0 ? { source_defined_primary_key: primaryKey.map((field) => [field]) } : {}),
    is_resumable: isResumable,
  };
}

/** The form of a config, for `spec`: properties in the order of the schema. */
export function connectionSpecification(source: AnySource): JsonObject {
  const { $schema, properties, ...rest } = jsonSchemaOf(source.config, "config") as JsonObject & {
    properties: JsonObject;
  };
  const ordered = Object.entries(properties).map(([name, field], order) => [name, { ...(field as JsonObject), order }]);
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: `${source.title} source`,
    required: [],
    ...rest,
    properties: Object.fromEntries(ordered) as JsonObject,
  };
}

/** The version in the package.json one folder above a module: `packageVersion(import.meta.url)`. */
export function packageVersion(moduleUrl: string): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", moduleUrl), "utf8")) as { version: string };
  return manifest.version;
}
