import { setMaxListeners } from "node:events";
import type * as z from "zod";
import { ConfigError, inStream } from "../errors/connector-error.js";
import { redactor } from "../errors/redact.js";
import { type Clock, systemClock } from "../http/clock.js";
import type { Observer } from "../http/observer.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../protocol/json.js";
import { Drift } from "../schema/drift.js";
import { secretsIn } from "../schema/secrets.js";
import type { Batch, Note, Stream } from "../streams/stream.js";
import { type Integers, Values } from "../streams/values.js";
import { parseConfig } from "./config.js";
import { checksOf } from "./limits.js";
import { Sample } from "./sample.js";

/** How records are handed to a program. */
export interface RecordsOptions<I extends Integers = Integers> {
  /** Aborting it ends the read at once; its reason is thrown. */
  readonly signal?: AbortSignal;
  /**
   * What a person should know of a read that goes on: a part that the API refuses and that is left out, a field that does not
   * fit the schema, a wait. The command line writes the same to its log. Nothing is told to anybody unless this is given.
   */
  readonly onNote?: (note: Note) => void;
  /**
   * What becomes of a whole number beyond 2^53, which a JavaScript number cannot hold. `number`, the default, rounds it as
   * `JSON.parse` does, and says so once in a note; `bigint` hands out exactly these as a bigint, and the type says so.
   */
  readonly integers?: I;
  /** Time, for tests; the system's unless told. */
  readonly clock?: Clock;
}

/** What is read from. */
interface Reader<Schema extends z.ZodObject> {
  readonly name: string;
  readonly config: Schema;
  open(
    config: z.infer<Schema>,
    surroundings: { readonly clock: Clock; readonly observer: Observer; readonly signal: AbortSignal },
  ): readonly Stream[];
}

/** What is read: how it is called, and which of the streams it is. */
export interface Choice {
  readonly name: string;
  readonly is: (stream: Stream) => boolean;
}

/** All records of one stream, in order. What `Source.records` is made of. */
export async function* readRecords<Schema extends z.ZodObject>(
  reader: Reader<Schema>,
  choice: Choice,
  { given, options }: { readonly given: unknown; readonly options: RecordsOptions },
): AsyncGenerator<unknown> {
  const { clock = systemClock, integers = "number", signal } = options;
  signal?.throwIfAborted();
  const redact = redactor(isJsonObject(given as JsonValue) ? secretsIn(reader.config, given as JsonObject) : []);
  const note = ({ level, text }: Note) => options.onNote?.({ level, text: redact(text) });
  const { config, unknownKeys } = parseConfig(reader.config, given as JsonValue);
  for (const key of unknownKeys) note({ level: "WARN", text: `The config has the unknown key "${key}".` });

  const stop = linked(signal);
  const streams = reader.open(config, { clock, observer: observerOf(note), signal: stop.signal });
  const stream = streams.find(choice.is);
  if (stream === undefined) {
    stop.abort();
    throw noSuchStream(reader.name, choice.name, streams);
  }
  const sample = new Sample(checksOf((config as JsonObject)["checks"]));
  const drift = new Drift(stream.schema);
  const values = new Values(integers, (text) => note({ level: "WARN", text }));
  const batches = stream.read()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const batch = await nextOf(batches, stop.signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw inStream(error, stream.name, redact);
      });
      if (batch === undefined) return;
      for (const each of batch.notes ?? []) note(each);
      for (const misfit of drift.check(sample.pick(batch.rows))) {
        note({ level: "WARN", text: `A record does not fit the schema and is passed on as it came: ${misfit}` });
      }
      for (const [index] of batch.rows.texts.entries()) {
        signal?.throwIfAborted();
        if (!batch.rows.isEmpty(index)) yield values.of(batch.rows, index); // the command line leaves {} out as well
      }
    }
  } finally {
    stop.abort(); // first, for what is under way need not be waited for
    void batches.return?.().catch(() => undefined);
  }
}

/** The next batch; undefined at the end. Fails as soon as the signal aborts, whatever is waited for. */
async function nextOf(batches: AsyncIterator<Batch>, signal: AbortSignal): Promise<Batch | undefined> {
  const { promise, release } = aborted(signal);
  try {
    const { value, done } = await Promise.race([batches.next(), promise]);
    return done === true ? undefined : value;
  } finally {
    release(); // a promise that is kept would keep each batch that ever ran against it
  }
}

function aborted(signal: AbortSignal): { readonly promise: Promise<never>; readonly release: () => void } {
  let release = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(signal.reason);
    signal.addEventListener("abort", fail, { once: true });
    release = () => signal.removeEventListener("abort", fail);
  });
  return { promise, release };
}

/** A controller of our own that a given signal aborts too; once it is aborted it listens no more. */
function linked(signal: AbortSignal | undefined): AbortController {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // each request under way and each wait listens; Node takes more than ten for a leak
  signal?.addEventListener("abort", () => stop.abort(signal.reason), { once: true, signal: stop.signal });
  return stop;
}

function observerOf(note: (note: Note) => void): Observer {
  return {
    requestSent: () => undefined,
    retrying: (_stream, { message }) => note({ level: "INFO", text: `It is tried again: ${message}` }),
    waiting: (_stream, { delayMs, reason }) =>
      note({ level: "INFO", text: `Waits ${Math.ceil(delayMs / 1000)} s (${reason}).` }),
  };
}

function noSuchStream(source: string, name: string, streams: readonly Stream[]): ConfigError {
  const names = streams.map((stream) => stream.name).join(", ");
  return new ConfigError(`${source} has no stream "${name}" with this config. Take one of: ${names}.`, {
    stream: name,
  });
}
