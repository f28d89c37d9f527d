import type * as z from "zod";
import type { Authenticator } from "../auth/authenticator.js";
import { HttpClient } from "../http/client.js";
import type { ErrorRule } from "../http/error-rule.js";
import { HttpTransport } from "../http/http-transport.js";
import { type Limits, RateLimiter } from "../http/rate-limiter.js";
import type { Transport } from "../http/response.js";
import { CHECK_RETRIES } from "../http/retry.js";
import type { RecordOf, StreamClass } from "../streams/http-stream.js";
import { ParentCache } from "../streams/parent-cache.js";
import { PrefetchBudget } from "../streams/prefetch.js";
import type { Stream } from "../streams/stream.js";
import { authContext } from "./auth-context.js";
import { type CommonInput, withCommonSettings } from "./config.js";
import { assertNamed, createStreams, type Discovery, discoveryOf } from "./discovery.js";
import { DEFAULT_LIMITS, pageLimitsOf, retryPolicyOf, type SourceLimits } from "./limits.js";
import type { Declared, Integers, WithBigIntegers } from "./program-values.js";
import { type RecordsOptions, readRecords } from "./records.js";
import { type ConfigOf, factsOnly, type RunContext } from "./run-context.js";

/** How many pages may be fetched early for each request in flight; more would only fill the memory. */
const PREFETCHED_PER_REQUEST = 2;

/** What signs the requests of a config. */
interface Signers {
  readonly authenticator: Authenticator;
  readonly authenticators: Readonly<Record<string, Authenticator>>;
}

/** A connector: how to reach the vendor, and the list of its streams. */
export abstract class Source<Schema extends z.ZodObject = z.ZodObject> {
  #settings: z.ZodObject | undefined;
  readonly #signers = new WeakMap<object, Signers>();
  /** In lower case, e.g. `configcat`: the bin is `source-configcat`, the environment's prefix `CONFIGCAT`. */
  abstract readonly name: string;
  /** As people write it, e.g. `ConfigCat`. */
  abstract readonly title: string;
  abstract readonly version: string;
  abstract readonly documentationUrl: string;
  /** The connector's own settings, as one zod object; the common ones (`base_url`, `limits`, …) are added to them. */
  abstract readonly config: Schema;
  /** The streams that every config has, in the order in which `discover` lists them. */
  abstract readonly streams: readonly StreamClass<ConfigOf<Schema>>[];
  /** How many requests the API accepts, at once and per minute. */
  abstract readonly limits: Limits;
  /** What replies mean, where their status does not say it: see `when`. The rules of a stream come before these. */
  readonly errors: readonly ErrorRule[] = [];
  /** The vendor's scheme, host and port. The setting `base_url` replaces it, and those of all streams. */
  abstract baseUrl(config: ConfigOf<Schema>): string;

  /** Headers of each request of a stream or a probe, e.g. the version of the API; those of a stream replace them. */
  headers(_config: ConfigOf<Schema>): Readonly<Record<string, string>> {
    return {};
  }

  /**
   * Other origins of the vendor, e.g. `["https://uploads.example.com"]`, for streams with a base URL of their own: they get the
   * credentials too. No other origin ever does.
   */
  origins(_config: ConfigOf<Schema>): readonly string[] {
    return [];
  }

  /** How requests are signed. */
  abstract authenticator(config: ConfigOf<Schema>): Authenticator;

  /**
   * Other ways to sign requests, by name, e.g. `{ account: new BearerAuth({ token: config.account_token }) }`: for streams, and
   * for requests of a probe, that have the name in `signedBy`. Their credentials go to the same origins.
   */
  authenticators(_config: ConfigOf<Schema>): Readonly<Record<string, Authenticator>> {
    return {};
  }

  /**
   * Verifies the credentials with one cheap request.
   *
   * @throws ConfigError that says what to do, if they do not work.
   */
  abstract probe(http: HttpClient, config: ConfigOf<Schema>): Promise<void>;

  /**
   * Only where a config or the API decides which streams there are, or what fields they have: all streams of this config, those
   * of `streams` included. It is called once for each `discover` and each read, before anything is read.
   *
   * @throws ConnectorError if the API cannot be asked: the run fails with it.
   */
  streamsFor?(
    config: ConfigOf<Schema>,
    api: Discovery<ConfigOf<Schema>>,
  ): readonly StreamClass<ConfigOf<Schema>>[] | Promise<readonly StreamClass<ConfigOf<Schema>>[]>;

  /** All settings: the connector's own, then the common ones. */
  get settings(): z.ZodObject {
    this.#settings ??= withCommonSettings(this.config);
    return this.#settings;
  }

  /**
   * All streams of a config, to be read.
   *
   * @throws ConnectorError if `streamsFor` fails, or its streams cannot be.
   */
  async open(config: ConfigOf<Schema>, context: RunContext): Promise<readonly Stream[]> {
    const { clock, observer, parents = new ParentCache() } = context;
    const given = {
      config,
      clock,
      observer,
      http: this.#client(config, context),
      parents,
      budget: new PrefetchBudget(PREFETCHED_PER_REQUEST * this.#limitsOf(config).concurrency),
      limits: pageLimitsOf(config.limits ?? DEFAULT_LIMITS),
    };
    if (this.streamsFor === undefined) return createStreams(this.streams, given);
    return assertNamed(createStreams(await this.streamsFor(config, discoveryOf(given)), given), this.title);
  }

  /** All streams of a config, for their facts. No request is sent if they do not depend on the config. @throws as `open` does. */
  async discover(config: ConfigOf<Schema>, context: RunContext): Promise<readonly Stream[]> {
    return this.isDynamic ? this.open(config, context) : this.describe(config);
  }

  /**
   * All records of one stream, for a program: `for await (const account of new Vitally().records(Accounts, config))`. Each has
   * all fields that the API sent; the type is what the schema says, and a record that does not match it is passed on with a
   * warning (`options.onLog`). A field that the schema does not have needs a cast: `(account as Record<string, unknown>)["plan"]`.
   *
   * A few pages are prefetched (two for each request in flight), no more, so a slow consumer stops the fetching. Leaving the loop
   * ends the read, and so does aborting `options.signal`.
   *
   * @param stream its class, which has the type, or its name.
   * @param config as the command line takes it, but nothing is added from the environment. It is checked at the first record; a
   *   misspelt key does not compile where the config is written in the call, and is a warning elsewhere.
   * @throws ConnectorError that says what to do, and has `stream`, if the config is wrong or not all records could be read: the
   *   records before it are only a part then. The reason of `options.signal` if it was aborted.
   */
  records<T extends Stream>(
    stream: StreamClass<ConfigOf<Schema>, T>,
    config: Declared<z.input<Schema>> & Declared<CommonInput>,
    options?: RecordsOptions<"number">,
  ): AsyncGenerator<Declared<RecordOf<T>>, void, void>;
  records<T extends Stream>(
    stream: StreamClass<ConfigOf<Schema>, T>,
    config: Declared<z.input<Schema>> & Declared<CommonInput>,
    options: RecordsOptions<Integers>,
  ): AsyncGenerator<WithBigIntegers<Declared<RecordOf<T>>>, void, void>;
  records(
    stream: string,
    config: Declared<z.input<Schema>> & Declared<CommonInput>,
    options?: RecordsOptions,
  ): AsyncGenerator<Record<string, unknown>, void, void>;
  records(
    stream: StreamClass<ConfigOf<Schema>> | string,
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
  async check(config: ConfigOf<Schema>, context: RunContext): Promise<void> {
    await this.probe(this.#client(config, { ...context, interactive: true }), config);
  }

  /** The streams that every config has, as this config makes them, for their facts only: nothing can be read through them. */
  describe(config: ConfigOf<Schema> = {} as ConfigOf<Schema>): readonly Stream[] {
    return createStreams(this.streams, factsOnly(config));
  }

  /** The names of the streams that every config has. */
  get streamNames(): readonly string[] {
    const context = factsOnly({} as ConfigOf<Schema>);
    return this.streams.map((StreamOf) => new StreamOf(context).name);
  }

  /** Whether there may be other streams than `streams`: it takes a config, and perhaps the API, to know. */
  get isDynamic(): boolean {
    return this.streamsFor !== undefined;
  }

  /** Sends requests; a test may replace it. */
  transport(limits: SourceLimits): Transport {
    return new HttpTransport(`sluice-source-${this.name}/${this.version}`, {
      readMs: limits.idle_seconds * 1000,
      replyMs: limits.reply_minutes * 60_000,
      bodyBytes: pageLimitsOf(limits).maxBodyBytes,
    });
  }

  #client(config: ConfigOf<Schema>, context: RunContext): HttpClient {
    const { clock, observer, signal, interactive } = context;
    const limits = config.limits ?? DEFAULT_LIMITS;
    const baseUrl = config.base_url ?? this.baseUrl(config);
    const transport = this.transport(limits);
    const signers = this.#signersOf(config);
    const connection = authContext(context, { baseUrl, transport });
    for (const one of [signers.authenticator, ...Object.values(signers.authenticators)]) one.connect(connection);
    return new HttpClient({
      baseUrl,
      isOnlyBaseUrl: config.base_url !== undefined,
      origins: this.origins(config),
      headers: this.headers(config),
      ...signers,
      transport,
      rateLimiter: new RateLimiter(this.#limitsOf(config), clock, limits.longest_wait_minutes * 60_000),
      retry: interactive === true ? CHECK_RETRIES : retryPolicyOf(limits),
      clock,
      observer,
      signal,
      errors: this.errors,
    });
  }

  /** The same for each config object: `check --streams` makes two clients, and they must not use up the same refresh token twice. */
  #signersOf(config: ConfigOf<Schema>): Signers {
    const signers = this.#signers.get(config) ?? {
      authenticator: this.authenticator(config),
      authenticators: this.authenticators(config),
    };
    this.#signers.set(config, signers);
    return signers;
  }

  /** How many streams are read side by side: one for each request that may be under way. */
  streamsAtOnce(config: ConfigOf<Schema>): number {
    return this.#limitsOf(config).concurrency;
  }

  /** The vendor's limits, or what the config says in their place. */
  #limitsOf(config: ConfigOf<Schema>): Limits {
    const { requests_per_minute: requestsPerMinute = this.limits.requestsPerMinute } = config.limits ?? DEFAULT_LIMITS;
    const { concurrency = this.limits.concurrency } = config;
    return { ...this.limits, concurrency, requestsPerMinute };
  }
}
