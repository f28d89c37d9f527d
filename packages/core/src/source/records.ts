import type * as z from "zod";
import { ConfigError, inStream } from "../errors/connector-error.js";
import { Secrets } from "../errors/secrets.js";
import { SkippedError } from "../errors/skipped-error.js";
import { type Clock, systemClock } from "../http/clock.js";
import type { Observer, SkippedSlice } from "../http/observer.js";
import { settingNames, textsIn, withChanges } from "../protocol/changes.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { secretsIn } from "../schema/secrets.js";
import type { Stream } from "../streams/stream.js";
import { type CommonConfig, parseConfig } from "./config.js";
import { allowListeners, ObservedRead } from "./observed-read.js";
import { type Integers, ProgramValues } from "./program-values.js";
import type { RunContext } from "./run-context.js";

/** Something that the user should know about a read that continues. */
export interface LogEntry {
  readonly level: "INFO" | "WARN";
  readonly text: string;
}

/** How records are given to a program. */
export interface RecordsOptions<I extends Integers = Integers> {
  /** Aborting it ends the read at once; its reason is thrown. */
  readonly signal?: AbortSignal;
  /**
   * Called with the entries that the command line would log: a slice, or a whole stream, that the API refuses and that is skipped; a field
   * that does not match the schema; a wait. Nothing is logged by default.
   */
  readonly onLog?: (entry: LogEntry) => void;
  /**
   * How whole numbers beyond 2^53 are given, which a JavaScript number cannot represent. `number`, the default, rounds them as
   * `JSON.parse` does, and warns once; `bigint` gives exactly these as a bigint, and the type says so.
   */
  readonly integers?: I;
  /**
   * Called when the API has replaced a setting, e.g. a refresh token that was used up, with all settings that changed so far. Save
   * them here: the new token is used once the promise resolves, and a rejection ends the read. Without it they are lost with the
   * program, which is a warning (`onLog`).
   */
  readonly onSettingsChanged?: (changes: JsonObject) => void | Promise<void>;
  /** Time, for tests; the system's by default. */
  readonly clock?: Clock;
}

/** The source that is read. */
interface Reader {
  readonly name: string;
  readonly settings: z.ZodObject;
  open(config: never, context: RunContext): Promise<readonly Stream[]>;
}

/** The stream that is read: its name for messages, and how to find it. */
export interface Choice {
  readonly name: string;
  readonly is: (stream: Stream) => boolean;
}

/** All records of one stream, in order: the implementation of `Source.records`. */
export async function* readRecords(
  reader: Reader,
  choice: Choice,
  { given, options }: { readonly given: unknown; readonly options: RecordsOptions },
): AsyncGenerator<unknown> {
  const { clock = systemClock, integers = "number", signal } = options;
  signal?.throwIfAborted();
  const secrets = new Secrets(isJsonObject(given) ? secretsIn(reader.settings, given) : []);
  const log = ({ level, text }: LogEntry) => options.onLog?.({ level, text: secrets.mask(text) });
  const { config, unknownKeys } = parseConfig(reader.settings, given as JsonValue);
  for (const key of unknownKeys) log({ level: "WARN", text: `Unknown setting "${key}" in the config.` });

  const stop = linkedTo(signal);
  const observer = observerOf(log);
  const addSecret = (secret: string) => secrets.add(secret);
  const failed = (error: unknown, name: string) => {
    signal?.throwIfAborted();
    throw inStream(error, name, (text) => secrets.mask(text));
  };
  const saveSettings = settingsHandler(options, { addSecret, log });
  const context = { clock, observer, signal: stop.signal, addSecret, saveSettings };
  const streams = await reader.open(config as never, context).catch((error) => failed(error, choice.name));
  const stream = streams.find(choice.is);
  if (stream === undefined) {
    stop.abort();
    throw noSuchStream(reader.name, choice.name, streams);
  }
  const { checks = "sample" } = config as CommonConfig;
  const values = new ProgramValues(integers, (text) => log({ level: "WARN", text }));
  const read = new ObservedRead(stream, { batches: stream.read(), checks, observer, signal: stop.signal });
  const next = () =>
    read.next().catch((error: unknown) => {
      if (!(error instanceof SkippedError)) return failed(error, stream.name);
      signal?.throwIfAborted();
      log({ level: "WARN", text: error.message });
      return undefined;
    });
  try {
    for (let batch = await next(); batch !== undefined; batch = await next()) {
      for (const [index] of batch.records.bytes.entries()) {
        signal?.throwIfAborted();
        yield values.of(batch.records, index);
      }
    }
  } finally {
    stop.abort(); // first, because requests in flight need not be awaited
    read.close();
  }
}

/** Passes on the settings that the API has replaced, one change after the other. */
function settingsHandler(
  { onSettingsChanged }: RecordsOptions,
  { addSecret, log }: { readonly addSecret: (secret: string) => void; readonly log: (entry: LogEntry) => void },
): (changes: JsonObject) => Promise<void> {
  let all: JsonObject = {};
  let saved: Promise<void> = Promise.resolve();
  return (changes) => {
    const isFirst = Object.keys(all).length === 0;
    all = withChanges(all, changes);
    const now = all;
    for (const text of textsIn(changes)) addSecret(text);
    if (onSettingsChanged !== undefined) saved = saved.then(() => onSettingsChanged(now));
    else if (isFirst) log({ level: "WARN", text: `${settingNames(changes)}: ${NOT_SAVED}` });
    return saved;
  };
}

const NOT_SAVED =
  "the API has replaced it, and the new value is lost with this program. Pass onSettingsChanged, and save it there.";

/** A controller of our own that a given signal aborts too; it stops listening once it is aborted. */
function linkedTo(signal: AbortSignal | undefined): AbortController {
  const stop = new AbortController();
  allowListeners(stop.signal);
  signal?.addEventListener("abort", () => stop.abort(signal.reason), { once: true, signal: stop.signal });
  return stop;
}

function observerOf(log: (entry: LogEntry) => void): Observer {
  return {
    requestSent: () => undefined,
    ruleMatched: () => undefined,
    retrying: (_stream, { message }) => log({ level: "INFO", text: `Trying again: ${message}` }),
    waiting: (_stream, { delayMs, reason }) =>
      log({ level: "INFO", text: `Waiting ${Math.ceil(delayMs / 1000)} s (${reason}).` }),
    warn: (_stream, text) => log({ level: "WARN", text }),
    info: (_stream, text) => log({ level: "INFO", text }),
    sliceSkipped: (_stream, skipped) => log({ level: "WARN", text: skippedText(skipped) }),
  };
}

/** For people: a slice is missing, and why. */
export function skippedText({ label, status, text }: SkippedSlice): string {
  return `${label} was skipped because the API refuses it (HTTP ${status}). ${text}`;
}

function noSuchStream(source: string, name: string, streams: readonly Stream[]): ConfigError {
  const names = streams.map((stream) => stream.name).join(", ");
  return new ConfigError(`${source} has no stream "${name}" with this config. Available: ${names}.`, { stream: name });
}
