import { type LogLevel, log } from "../protocol/messages.js";
import type { Writer } from "./writer.js";

/** One text per call; a text may have several lines. */
export type Logger = Readonly<Record<"debug" | "info" | "warn" | "error", (text: string) => void>>;

export interface LogOptions {
  readonly debug: boolean;
  /** `json`: LOG messages on stdout, as the protocol wants; `text`: lines on stderr, for people. */
  readonly format: "json" | "text";
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};

/** The door to pino. It is loaded here because `spec` logs nothing and should start at once. */
export async function createLogger(writer: Writer, options: LogOptions): Promise<Logger> {
  const { pino } = await import("pino");
  const write = (line: string) => {
    const { level, message } = JSON.parse(line) as { level: LogLevel; message: string };
    if (options.format === "text") process.stderr.write(`${level.padEnd(5)} ${writer.redacted(message)}\n`);
    else writer.send(log(level, message)).catch(() => undefined); // a closed pipe stops the run elsewhere
  };
  const logger = pino(
    {
      level: options.debug ? "debug" : "info",
      base: null,
      timestamp: false,
      messageKey: "message",
      formatters: { level: (label) => ({ level: LEVELS[label] ?? "INFO" }) },
    },
    { write },
  );
  return {
    debug: (text) => logger.debug(text),
    info: (text) => logger.info(text),
    warn: (text) => logger.warn(text),
    error: (text) => logger.error(text),
  };
}
