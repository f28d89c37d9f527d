import { Writable } from "node:stream";
import { isJsonObject, type JsonObject } from "@sluice/core";
import { authorError } from "./author-error.js";
import type { Screen } from "./screen.js";

/** What the pages and the requests have shown already. */
const KNOWN = /: (?:started|ended with \d+ records)$/;

/** Takes the messages of a run, and shows states, warnings, errors and the summary. */
export function messagesTo(screen: Screen, folder: URL): Writable {
  let rest = "";
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = `${rest}${chunk.toString("utf8")}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (!line.startsWith('{"type":"RECORD"')) show(line, screen, folder);
      done();
    },
  });
}

function show(line: string, screen: Screen, folder: URL): void {
  if (line === "") return;
  const { type, log, state, trace } = JSON.parse(line) as Record<string, JsonObject | string>;
  if (type === "STATE" && isJsonObject(state)) {
    const { stream } = state;
    if (isJsonObject(stream)) screen.line(`  state ${JSON.stringify(stream["stream_state"])}`);
  } else if (type === "LOG" && isJsonObject(log)) {
    const { level, message } = log;
    if (level === "ERROR" || KNOWN.test(String(message))) return; // an error has a TRACE too
    screen.print(level === "INFO" ? String(message) : `${level} ${message}`);
  } else if (type === "TRACE" && isJsonObject(trace) && isJsonObject(trace["error"])) {
    screen.print(errorText(trace["error"], folder));
  }
}

function errorText({ message, internal_message, stack_trace }: JsonObject, folder: URL): string {
  const details = String(internal_message ?? "")
    .split(" | ")
    .filter((text) => text !== "" && !String(message).includes(text));
  const stack = typeof stack_trace === "string" ? [authorError(stack_trace, folder)] : [];
  return [`ERROR ${message}`, ...(stack.length > 0 ? stack : details)].join("\n  ");
}
