import { readFile } from "node:fs/promises";
import type { JsonObject, JsonValue } from "@sluice/core";
import { type AnySource, GivenConfig, redactor, run, secretsIn, systemClock } from "@sluice/core/internal";
import { FastClock } from "../../clock.js";
import type { Connector, FakeVendor } from "../../connector.js";
import { discovered } from "../../discovered.js";
import { messagesTo } from "./messages.js";
import { type DevOptions, isLive } from "./options.js";
import { showPages } from "./pages.js";
import { showRequests } from "./requests.js";
import { Screen } from "./screen.js";

/**
 * Reads one stream once, and shows requests, pages, records, states, warnings and the summary.
 *
 * @returns the exit status.
 * @throws whatever the connector's code throws before the read begins.
 */
export async function runOnce({ create, folder, start }: Connector, options: DevOptions): Promise<number> {
  const source = create();
  const fake = isLive(options) ? undefined : await start();
  try {
    return await read(source, { folder, fake, options });
  } finally {
    await fake?.api.close();
  }
}

interface Given {
  readonly folder: URL;
  readonly fake: FakeVendor | undefined;
  readonly options: DevOptions;
}

async function read(source: AnySource, { folder, fake, options }: Given): Promise<number> {
  const given = givenConfig(source, options.config);
  const config: JsonValue = fake === undefined ? await given.load() : fake.config;
  const secrets = new Set([...(fake?.secrets ?? []), ...secretsIn(source.settings, config as JsonObject)]);
  const screen = new Screen((text) => redactor(secrets)(text));
  addFetched(source, secrets);
  const stream = options.stream ?? (await firstStream(source, config as JsonObject));
  screen.print(`source-${source.name}: ${stream} of ${fake === undefined ? "the real API" : "its fake"}`);
  showRequests(screen, fake?.api.url);
  showPages(source, screen, options);
  const command = {
    name: "read" as const,
    log: { debug: false, format: "json" as const },
    config: async () => config,
    saveConfig: (changes: JsonObject) => (fake === undefined ? given.save(changes) : undefined),
    state: async () => [], // reads a stream with a cursor incrementally
    streams: [stream],
  };
  const clock = fake === undefined ? systemClock : new FastClock();
  const outcome = await run(source, command, { out: messagesTo(screen, folder), clock, stop: new AbortController() });
  return outcome === 0 ? 0 : 1;
}

/** Tokens that the source fetches are secrets too. */
function addFetched(source: AnySource, secrets: Set<string>): void {
  const open: AnySource["open"] = source.open.bind(source);
  const opened: AnySource["open"] = (config, context) => {
    const addSecret = (secret: string) => {
      secrets.add(secret);
      context.addSecret?.(secret);
    };
    return open(config, { ...context, addSecret });
  };
  Object.defineProperty(source, "open", { value: opened, configurable: true, writable: true });
}

async function firstStream(source: AnySource, config: JsonObject): Promise<string> {
  const [first] = await discovered(source, config);
  if (first === undefined) throw new Error(`source-${source.name} has no stream. Add a class to its list of streams.`);
  return first.name;
}

function givenConfig(source: AnySource, file: string | undefined): GivenConfig {
  const { settings, name } = source;
  return new GivenConfig({ settings, prefix: name, file, read: json });
}

async function json(file: string): Promise<JsonValue> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as JsonValue;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // the parser's message would quote the text, and with it perhaps a secret
    throw new Error(`The config at ${file} ${code === undefined ? "is not valid JSON" : `cannot be read (${code})`}.`);
  }
}
