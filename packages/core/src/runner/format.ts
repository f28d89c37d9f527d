import type { Message } from "../protocol/messages.js";
import type { Stream } from "../streams/stream.js";

/** How what a run has to say becomes lines on stdout. The runner speaks of Airbyte's messages; a format may say them otherwise. */
export interface Format {
  /** What stands before all else of a stream; empty for nothing. */
  opening(stream: Stream): string;
  /** A message, its free texts masked; empty where this format has no word for it. */
  line(message: Message, redact: (text: string) => string): string;
  /** What stands around the bytes of each record of a page. */
  envelope(stream: string, emittedAtMs: number): Envelope;
}

/** What stands before and behind the bytes of a record. */
export interface Envelope {
  readonly head: string;
  readonly end: string;
}

/** The texts of a message that may repeat what a server or a library said, and so perhaps a secret. */
const FREE_TEXTS = new Set(["message", "internal_message", "stack_trace"]);

/** The Airbyte protocol: every message is a line. */
export const airbyte: Format = {
  opening: () => "",
  line: (message, redact) => {
    const masked = (key: string, value: unknown) =>
      typeof value === "string" && FREE_TEXTS.has(key) ? redact(value) : value;
    const hasFreeText = message.type !== "SPEC" && message.type !== "CATALOG" && message.type !== "STATE";
    return `${JSON.stringify(message, hasFreeText ? masked : undefined)}\n`;
  },
  envelope: (stream, emittedAtMs) => ({
    head: `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"emitted_at":${emittedAtMs},"data":`,
    end: "}}\n",
  }),
};
