import type * as z from "zod";
import type { Authenticator } from "../auth/authenticator.js";
import { AxiosTransport } from "../http/axios-transport.js";
import { HttpClient } from "../http/client.js";
import { type Clock, systemClock } from "../http/clock.js";
import type { Observer } from "../http/observer.js";
import type { HttpResponse, Transport } from "../http/response.js";
import { QUICK } from "../http/retry.js";
import { type Limits, Throttle } from "../http/throttle.js";
import type { RecordsOf, StreamClass, StreamContext } from "../streams/http-stream.js";
import { Lookahead } from "../streams/lookahead.js";
import { ParentCache } from "../streams/parent.js";
import type { Stream } from "../streams/stream.js";
import type { Declared, Integers, WithBigIntegers } from "../streams/values.js";
import { concurrencySetting, limitsOf, patienceOf, type SourceLimits } from "./limits.js";
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
