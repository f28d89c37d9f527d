import type { LogLevel } from "../protocol/messages.js";
import type { Writer } from "./writer.js";

/** One text per call; a text may have several lines. */
export type Logger = Readonly<Record<"debug" | "info" | "warn" | "error", (text: string) => void>>;

export interface LogOptions {
  readonly debug: boolean;
  /** `json`: LOG messages on stdout, as the protocol wants; `text`: lines on stderr, for people. */
  readonly format: "json" | "text";
}

const LEVELS: Readonly<Record<string, LogLevel>> = { debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR" };

/** Secrets are masked in every text. */
export async function createLogger(writer: Writer, { debug, format }: LogOptions): Promise<Logger> {
  if (format === "text") {
    const line = (level: LogLevel) => (text: string) => writeLogLine(level, writer.redacted(text));
    return {
      debug: debug ? line("DEBUG") : () => undefined,
      info: line("INFO"),
      warn: line("WARN"),
      error: line("ERROR"),
    };
  }
  // Imported here because `spec` logs nothing and starts faster without it.
  const { default: pino } = await import("pino");
  const logger = pino(
    {
      level: debug ? "debug" : "info",
      base: null,
      timestamp: false,
      messageKey: "message",
      formatters: { level: (label) => ({ level: LEVELS[label] ?? "INFO" }) },
    },
    { write: (entry) => writer.log(entry.trimEnd()) },
  );
  return {
    debug: (text) => logger.debug(writer.redacted(text)),
    info: (text) => logger.info(writer.redacted(text)),
    warn: (text) => logger.warn(writer.redacted(text)),
    error: (text) => logger.error(writer.redacted(text)),
  };
}

/** A log line for people, on stderr. */
export function writeLogLine(level: LogLevel, text: string): void {
  process.stderr.write(`${level.padEnd(5)} ${text}\n`);
}
