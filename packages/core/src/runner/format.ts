import type { Message } from "../protocol/messages.js";
import type { Stream } from "../streams/stream.js";

/** Turns Airbyte's messages, which the runner uses, into the lines of a protocol on stdout. */
export interface Format {
  /** What precedes a stream's messages; may be empty. */
  opening(stream: Stream): string;
  /** A message with its free texts masked; empty where this format has no such message. */
  line(message: Message, redact: (text: string) => string): string;
  /** What surrounds the bytes of each record of a page. */
  envelope(stream: string, emittedAtMs: number): Envelope;
}

/** The text before and after the bytes of a record. */
export interface Envelope {
  readonly head: string;
  readonly end: string;
}

/** Members that may quote a server or a library, and with it a secret. */
const FREE_TEXTS = new Set(["message", "internal_message", "stack_trace"]);

/** Their members are data, whatever they are called; a CONTROL message has to carry the new secrets. */
const WITHOUT_FREE_TEXT: ReadonlySet<Message["type"]> = new Set(["SPEC", "CATALOG", "STATE", "CONTROL"]);

/** The Airbyte protocol: every message is a line. */
export const airbyte: Format = {
  opening: () => "",
  line: (message, redact) => {
    const masked = (key: string, value: unknown) =>
      typeof value === "string" && FREE_TEXTS.has(key) ? redact(value) : value;
    return `${JSON.stringify(message, WITHOUT_FREE_TEXT.has(message.type) ? undefined : masked)}\n`;
  },
  envelope: (stream, emittedAtMs) => ({
    head: `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"emitted_at":${emittedAtMs},"data":`,
    end: "}}\n",
  }),
};
