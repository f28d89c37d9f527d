import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isJsonObject, type JsonObject, type Stream } from "@sluice/core";
import type { Connector, FakeVendor } from "../connector.js";
import type { FakeRequest } from "../exchange.js";
import type { Output } from "../output.js";
import { type RunOptions, runSource } from "../run-source.js";

/** The facts about a connector that the suite needs. */
export interface Conformance extends Connector {
  /**
   * A config whose credentials the vendor refuses; several where one secret may be right and another wrong, such as a refresh token
   * and the secret of the client. None of them has an access token that is still valid. Left out only for an API
   * that takes no credentials.
   */
  readonly wrongCredentials?: (config: JsonObject) => JsonObject | readonly JsonObject[];
  /** Streams that the API pages → how many pages the fake holds of each, at least two; empty if it pages nothing. */
  readonly paged: Readonly<Record<string, number>>;
  /** Other streams with a paginator → why the fake holds one page of each. */
  readonly onePage?: Readonly<Record<string, string>>;
  /** A stream without children, and the request that only it makes: the suite breaks it. */
  readonly victim: { readonly stream: string; readonly request: RequestMatch };
  /**
   * Faults that the API cannot have, by name, e.g. a total that does not come true where no page has a total. One of another stream
   * than that of most pages has the stream in front: `spend: a part is cut`.
   */
  readonly notApplicable?: readonly string[];
  /** Settings that the suite adds to the fake's config, e.g. one that makes a stream incremental. */
  readonly settings?: JsonObject;
  /** Fields that the fake sends on purpose though the schema does not know them, as `stream.field`. */
  readonly undeclared?: readonly string[];
}

/** A pattern of the path; or, where streams share a path, as in GraphQL, a function that says whether a request is meant. */
export type RequestMatch = RegExp | ((request: FakeRequest) => boolean);

interface Started {
  readonly fake: FakeVendor;
  readonly vendor: FakeVendor;
  readonly whole: Output;
  readonly descriptions: number;
}

/** A connector under test: its facts, its fake vendor, and one read of everything that many tests look at. */
export class Subject {
  readonly connector: Conformance;
  readonly streams: readonly Stream[];
  readonly names: readonly string[];
  readonly bin: string;
  /** Whether the connector's credentials are tokens that it fetches. */
  readonly fetchesTokens: boolean;
  #started: Started | undefined;

  constructor(connector: Conformance, streams: readonly Stream[], fetchesTokens = false) {
    const source = connector.create();
    this.connector = connector;
    this.streams = streams;
    this.fetchesTokens = fetchesTokens;
    this.names = this.streams.map((stream) => stream.name);
    this.bin = fileURLToPath(new URL(`bin/source-${source.name}.js`, connector.folder));
  }

  async start(): Promise<void> {
    const fake = await this.connector.start();
    const vendor = withSettings(fake, this.connector.settings);
    await runSource(this.connector.create(), "discover", { config: vendor.config });
    const descriptions = fake.api.requests.length;
    fake.api.reset();
    const whole = await runSource(this.connector.create(), "read", { config: vendor.config });
    this.#started = { fake, vendor, whole, descriptions };
  }

  /** The fake vendor with its own config, without the suite's settings. */
  get fake(): FakeVendor {
    return this.#begun.fake;
  }

  get vendor(): FakeVendor {
    return this.#begun.vendor;
  }

  /** A read of everything, without a fault. */
  get whole(): Output {
    return this.#begun.whole;
  }

  /** How many requests each run sends before it reads a stream, to learn which streams there are. */
  get descriptions(): number {
    return this.#begun.descriptions;
  }

  run(command: Parameters<typeof runSource>[1], options: RunOptions = {}): Promise<Output> {
    return runSource(this.connector.create(), command, { config: this.vendor.config, ...options });
  }

  /** Configs with wrong credentials, at least one. */
  get wrongConfigs(): readonly JsonObject[] {
    return [this.connector.wrongCredentials?.(this.vendor.config) ?? []].flat();
  }

  /** For a process, whose waits take time: it does not wait for the vendor's rate limit, which a fake does not have. */
  get processConfig(): JsonObject {
    const { config } = this.vendor;
    const limits = isJsonObject(config["limits"]) ? config["limits"] : {};
    return { ...config, limits: { ...limits, requests_per_minute: 1_000_000 } };
  }

  isVictims(request: FakeRequest): boolean {
    const { request: isMeant } = this.connector.victim;
    return isMeant instanceof RegExp ? isMeant.test(request.path) : isMeant(request);
  }

  /** A committed file of the connector's contract. */
  async contract(file: string): Promise<unknown> {
    return JSON.parse(await readFile(new URL(`contract/${file}`, this.connector.folder), "utf8"));
  }

  get #begun() {
    if (this.#started === undefined) throw new Error("the subject has not been started");
    return this.#started;
  }
}

/** The vendor with more settings. Config and secrets may change while it runs. */
function withSettings(fake: FakeVendor, settings: JsonObject | undefined): FakeVendor {
  return {
    ...fake,
    get config() {
      return { ...fake.config, ...settings };
    },
    get secrets() {
      return fake.secrets ?? [];
    },
  };
}

/** The stream's line of the summary that ends each read. */
export function summaryLine(output: Output, stream: string): string {
  const summary = output.logs("INFO").find((text) => text.startsWith("Summary")) ?? "";
  return summary.split("\n").find((line) => line.startsWith(`  ${stream}:`)) ?? "no line in the summary";
}
