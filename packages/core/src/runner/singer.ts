import { ConfigError } from "../errors/connector-error.js";
import type { JsonObject, JsonValue } from "../protocol/json.js";
import type { Message, StateMessage, TraceMessage } from "../protocol/messages.js";
import { bookmarksIn, parseSingerCatalog, singerCatalog, singerSchema, singerState } from "../protocol/singer.js";
import { hasNoCursor } from "../protocol/state.js";
import { catalogEntry } from "../source/facts.js";
import type { Stream } from "../streams/stream.js";
import type { Command } from "./command.js";
import type { Format } from "./format.js";
import { writeLogLine } from "./logger.js";

/**
 * The Singer protocol: its `command` reads a tap's catalog and state in place of Airbyte's, and as a format it writes
 * SCHEMA, RECORD and STATE; messages for people go to stderr.
 */
export class Singer implements Format {
  /** The command, with its catalog and state converted to Airbyte's; `read` reads them in this order. */
  readonly command: Command;
  /** The bookmarks of all streams, also of those that this run does not read: the target keeps the last STATE only. */
  readonly #bookmarks = new Map<string, unknown>();
  /** Streams that are read in full. A later run must not resume within their lists, because it would skip the records before. */
  readonly #fullTable = new Set<string>();
  #isCovered = false;

  constructor(command: Command) {
    const { catalog, state } = command;
    this.command = {
      ...command,
      log: { ...command.log, format: "text" }, // stdout belongs to the target
      ...(catalog === undefined ? {} : { catalog: async () => this.#configured(await catalog()) }),
      // always there: without a catalog a stream is read incrementally only where a state is given, and a tap always does
      state: async () => this.#saved(await state?.()),
    };
  }

  opening(stream: Stream): string {
    return lineOf(singerSchema(catalogEntry(stream)));
  }

  line(message: Message, redact: (text: string) => string): string {
    switch (message.type) {
      case "CATALOG":
        return `${JSON.stringify(singerCatalog(message.catalog.streams), null, 2)}\n`;
      case "STATE":
        return this.#stateLine(message);
      case "TRACE":
        return this.#traceLine(message, redact);
      default:
        return "";
    }
  }

  envelope(stream: string, emittedAtMs: number) {
    this.#isCovered = false;
    const at = new Date(emittedAtMs).toISOString();
    const head = `{"type":"RECORD","stream":${JSON.stringify(stream)},"time_extracted":"${at}","record":`;
    return { head, end: "}\n" };
  }

  #stateLine({ state: { stream } }: StateMessage): string {
    const { name } = stream.stream_descriptor;
    if (this.#fullTable.has(name)) return "";
    if (hasNoCursor(stream.stream_state)) this.#bookmarks.delete(name);
    else this.#bookmarks.set(name, stream.stream_state);
    return this.#state();
  }

  /**
   * The end of a stream is a STATE too, where none has come since the last record: targets hand back only one that comes after
   * all records. Of a stream without a cursor, or one that failed, it claims nothing.
   */
  #traceLine({ trace }: TraceMessage, redact: (text: string) => string): string {
    if ("error" in trace) {
      const { message, internal_message: detail, stack_trace: stack } = trace.error;
      const texts = new Set([message, ...(detail === undefined || message.endsWith(detail) ? [] : [detail]), stack]);
      for (const text of texts) if (text !== undefined) writeLogLine("ERROR", redact(text));
    }
    const status = "stream_status" in trace ? trace.stream_status["status"] : undefined;
    const isEnd = status === "COMPLETE" || status === "INCOMPLETE";
    return isEnd && !this.#isCovered ? this.#state() : "";
  }

  #state(): string {
    this.#isCovered = true;
    return lineOf(singerState(this.#bookmarks));
  }

  #configured(input: JsonValue): JsonValue {
    const selection = parseSingerCatalog(input);
    if (typeof selection === "string") {
      throw new ConfigError(`The catalog cannot be used: ${selection}. It must be one that --discover printed.`);
    }
    const { streams, unwantedFields } = selection;
    if (streams.length === 0) writeLogLine("WARN", "The catalog selects no stream, so nothing is read.");
    if (unwantedFields.length > 0) {
      writeLogLine("WARN", `Fields cannot be left out and are written all the same: ${unwantedFields.join(", ")}.`);
    }
    for (const { name, syncMode } of streams) if (syncMode === "full_refresh") this.#fullTable.add(name);
    return { streams: streams.map(({ name, syncMode }) => ({ stream: { name }, sync_mode: syncMode })) };
  }

  #saved(input: JsonValue | undefined): JsonValue {
    const given = bookmarksIn(input);
    if (given === undefined) {
      writeLogLine("WARN", "The state was not understood, so every stream starts over: it has no bookmarks.");
      return {};
    }
    for (const [name, bookmark] of given) this.#bookmarks.set(name, bookmark);
    const used = [...given].filter(([name]) => !this.#fullTable.has(name));
    return { type: "LEGACY", data: Object.fromEntries(used) as JsonObject };
  }
}

function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
