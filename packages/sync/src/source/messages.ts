import { isJsonObject, type JsonObject, JsonScanner, type JsonValue, NOT_JSON } from "@sluice/core/json";
import { type StateMessage, stateIn } from "../state/state-message.js";
import { descriptorIn, type StreamDescriptor } from "../streams/stream.js";
import { valueAt } from "../tables/canonical.js";
import { MAX_DEPTH } from "../tables/envelope.js";
import { LONGER_THAN_MAX } from "./line-splitter.js";
import { RecordGuess, type RecordLine, recordIn } from "./record-line.js";

/** Gets what the lines of a source hold. */
export interface MessageHandler {
  /** @returns false if the data turns out not to be one JSON object, which only a guessed record can. */
  record(record: RecordLine): boolean;
  /** A record in which NaN or Infinity, which JSON does not have, was read as null. */
  nonFinite(stream: StreamDescriptor): void;
  /** @param recordCount how many records the source says it wrote since its last state. */
  state(state: StateMessage, recordCount: number | undefined): void;
  /** Any other message, with the member that is called as its type. */
  message(type: string, body: JsonObject): void;
  /** A RECORD or STATE, or what looks like one, that cannot be read. @param stream undefined where it names none. */
  unreadable(reason: string, stream: StreamDescriptor | undefined): void;
  /** Text that is not a message. Sources print it by mistake; it may be a part of a record. */
  text(text: string): void;
}

const OPEN_BRACE = 0x7b;
const BYTE_ORDER_MARK = Buffer.from("\ufeff");

/**
 * Reads the lines of a source. A line is one message; deviations of common sources are read too: a byte order mark, several messages,
 * log text in front of or between messages. What looks like a record or a state and cannot be read is never passed over.
 */
export class MessageReader {
  readonly #handler: MessageHandler;
  readonly #guess = new RecordGuess();

  constructor(handler: MessageHandler) {
    this.#handler = handler;
  }

  /** @param head the beginning of a line that is too long to be read. */
  tooLong(head: Buffer): void {
    this.#handler.unreadable(`a line is ${LONGER_THAN_MAX}`, streamNamedIn(head.toString("utf8")));
  }

  read(line: Buffer): void {
    const guessed = this.#guess.guess(line);
    if (guessed !== undefined && this.#handler.record(guessed)) return;
    const record = recordIn(line);
    if (record === undefined) this.#parts(line);
    else {
      this.#guess.learn(line, record);
      this.#handler.record(record);
    }
  }

  /**
   * The JSON objects of a line, and the text around them.
   *
   * @param nulls where a NaN or Infinity has been replaced by null.
   */
  #parts(line: Buffer, nulls: readonly number[] = []): void {
    const scanner = new JsonScanner(line);
    let at = line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    let textFrom = at;
    for (let open = line.indexOf(OPEN_BRACE, at); open >= 0; open = line.indexOf(OPEN_BRACE, at)) {
      const end = scanner.value(open);
      if (end !== NOT_JSON) {
        this.#text(line.toString("utf8", textFrom, open));
        if (scanner.maxDepth > MAX_DEPTH) {
          this.#tooDeep(line.subarray(open));
          return;
        }
        this.#object(
          line.subarray(open, end),
          nulls.some((place) => place >= open && place < end),
        );
        textFrom = end;
      } else if (isLikeJson(line, open)) {
        this.#text(line.toString("utf8", textFrom, open));
        this.#broken(line.subarray(open), nulls.length > 0);
        return;
      }
      at = end === NOT_JSON ? open + 1 : end;
    }
    this.#text(line.toString("utf8", textFrom));
  }

  /** Passing it on would overflow the stack of whoever reads it. */
  #tooDeep(rest: Buffer): void {
    const head = rest.toString("utf8", 0, 4096);
    const reason = `a message is nested more than ${MAX_DEPTH} levels deep`;
    const [, type = "RECORD"] = /"type"\s*:\s*"([A-Z_]+)"/.exec(head) ?? [];
    if (type !== "RECORD" && type !== "STATE") this.#text(reason);
    else this.#handler.unreadable(reason, streamNamedIn(head));
  }

  #text(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== "") this.#handler.text(trimmed);
  }

  #object(bytes: Buffer, isNonFinite: boolean): void {
    const record = recordIn(bytes);
    if (record !== undefined) {
      if (isNonFinite) this.#handler.nonFinite(record.descriptor);
      this.#handler.record(record);
      return;
    }
    const text = bytes.toString("utf8");
    const message = JSON.parse(text) as JsonObject;
    const { type } = message;
    if (typeof type !== "string") this.#handler.text(text);
    else if (type === "RECORD") this.#handler.unreadable(...whyNoRecord(message["record"]));
    else if (type === "STATE") this.#state(bytes, message["state"], isNonFinite);
    else {
      const body = message[type.toLowerCase()];
      if (isJsonObject(body)) this.#handler.message(type, body);
    }
  }

  #state(bytes: Buffer, body: JsonValue | undefined, isNonFinite: boolean): void {
    const text = valueAt(bytes, 0, ["state"]);
    const state = text === undefined || isNonFinite ? undefined : stateIn(text);
    const stream = isJsonObject(body) && isJsonObject(body["stream"]) ? body["stream"]["stream_descriptor"] : undefined;
    if (state === undefined) {
      const reason = isNonFinite
        ? "a STATE holds NaN or Infinity"
        : "a STATE has no stream, no global state and no data";
      this.#handler.unreadable(reason, descriptorIn(stream));
      return;
    }
    const stats = isJsonObject(body) ? body["sourceStats"] : undefined;
    const count = isJsonObject(stats) ? stats["recordCount"] : undefined;
    this.#handler.state(state, typeof count === "number" ? count : undefined);
  }

  /** The rest of a line, from an object on that is not JSON. */
  #broken(rest: Buffer, isRepaired: boolean): void {
    const text = rest.toString("latin1"); // keeps every byte
    const repaired = isRepaired ? undefined : withoutNonFinite(text);
    if (repaired !== undefined) {
      this.#parts(Buffer.from(repaired.text, "latin1"), repaired.nulls);
      return;
    }
    if (!LIKE_RECORD_OR_STATE.test(text)) {
      this.#text(rest.toString("utf8"));
      return;
    }
    const messages = text.match(/"type"\s*:\s*"(?:RECORD|STATE|LOG|TRACE|CONTROL)"/g) ?? [];
    // of several messages in one line it is not known which ones are lost
    const stream = messages.length > 1 ? undefined : streamNamedIn(rest.toString("utf8"));
    this.#handler.unreadable("a RECORD or STATE is not JSON", stream);
  }
}

/** Text that names a record or a state, or ends before it names anything. */
const LIKE_RECORD_OR_STATE = /"(?:RECORD|STATE)"|"(?:record|state)"\s*:|^\{\s*(?:"\w*"?\s*(?::\s*(?:"[A-Z]*)?)?)?$/;

/** Strings, which stay, and numbers that JSON does not have. */
const NON_FINITE = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/** The text with null in place of NaN and Infinity; undefined if there are none. */
function withoutNonFinite(text: string): { readonly text: string; readonly nulls: readonly number[] } | undefined {
  const nulls: number[] = [];
  let shift = 0;
  const finite = text.replace(NON_FINITE, (token, place: number) => {
    if (token.startsWith('"')) return token;
    nulls.push(place + shift);
    shift += "null".length - token.length;
    return "null";
  });
  return nulls.length === 0 ? undefined : { text: finite, nulls };
}

/** Whether a brace begins an object, or what is left of one, rather than text in braces. */
function isLikeJson(line: Buffer, open: number): boolean {
  return /^\{\s*(?:"|$)/.test(line.toString("latin1", open, open + 64));
}

function whyNoRecord(record: JsonValue | undefined): [string, StreamDescriptor | undefined] {
  if (!isJsonObject(record)) return ["a RECORD has no record", undefined];
  const stream = descriptorIn({ name: record["stream"] ?? null, namespace: record["namespace"] ?? null });
  return [stream === undefined ? "a RECORD names no stream" : "the data of a RECORD is not an object", stream];
}

/** The stream that a broken RECORD or STATE names; undefined if it names none for certain. */
function streamNamedIn(text: string): StreamDescriptor | undefined {
  const [head = "", ...rest] = text.split(/"(?:data|stream_state)"\s*:/);
  const name = stringMember(head, "stream") ?? stringMember(head, "name");
  const isCertain = rest.length > 0 && !rest.some((part) => part.includes('"namespace"'));
  return name === undefined || !isCertain ? undefined : { name, namespace: stringMember(head, "namespace") };
}

function stringMember(text: string, name: string): string | undefined {
  const [, value] = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(text) ?? [];
  if (value === undefined) return undefined;
  try {
    return String(JSON.parse(value));
  } catch {
    return undefined;
  }
}

/** The JSON object in a line; undefined if it holds none. For the answers of `spec`, `check` and `discover`. */
export function messageIn(line: Buffer): JsonObject | undefined {
  const open = line.indexOf(OPEN_BRACE);
  const scanner = new JsonScanner(line);
  if (open < 0 || scanner.value(open) === NOT_JSON || scanner.maxDepth > MAX_DEPTH) return undefined;
  try {
    const value = JSON.parse(line.toString("utf8", Math.max(open, 0))) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
