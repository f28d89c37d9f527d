import { LineSplitter, MAX_LINE } from "./line-splitter.js";
import { ProcessGroup, type ProgramCall, type ProgramEnd } from "./process-group.js";
import { StderrLines } from "./stderr-lines.js";

export type { ProgramCall, ProgramEnd } from "./process-group.js";

/** Receives the lines of a child process. */
export interface LineSink {
  /** A line without its end, whose bytes are only there until this returns. */
  line(line: Buffer): void;
  /** A line that is longer than `MAX_LINE`. @param head its beginning; the rest of it is dropped. */
  tooLong(head: Buffer): void;
  /** A line that it writes to stderr, without secrets. */
  stderr?(line: string): void;
  /** Awaited after each piece of output: while it does not resolve nothing is read, the pipe fills, and the child waits. */
  settled(): Promise<void>;
}

/** The variable by which our connectors know that they may report their requests as they go. */
export const PROGRESS = "SLUICE_PROGRESS";

/** How a child ended, and the last of what it wrote to stderr, without secrets. */
export interface ChildEnd extends ProgramEnd {
  readonly lastWords: string;
}

export interface ChildOptions {
  readonly signal: AbortSignal;
  /** Masks secrets. */
  readonly masked?: (text: string) => string;
}

/**
 * Runs a program to its end and hands out its stdout line by line. Aborting asks it and its own children to stop, and kills
 * them after a grace; the end of this process kills them at once.
 *
 * @throws Error if it cannot be started; the sink's error, after the child has been stopped.
 */
export async function runChild(
  command: ProgramCall,
  sink: LineSink,
  { signal, masked = String }: ChildOptions,
): Promise<ChildEnd> {
  signal.throwIfAborted();
  const environment = { ...command.environment, [PROGRESS]: "1" };
  const stderr = new StderrLines(masked, (line) => sink.stderr?.(line));
  const group = new ProcessGroup({ ...command, environment }, (text) => stderr.push(text));
  const stop = () => group.stop();
  signal.addEventListener("abort", stop);
  try {
    const splitter = new LineSplitter((buffer, start, to) => sink.line(buffer.subarray(start, to)), {
      maxLength: MAX_LINE,
      onTooLong: (head) => sink.tooLong(head),
    });
    for await (const piece of group.output()) {
      splitter.push(piece);
      await sink.settled();
    }
    splitter.end();
    await sink.settled();
    const ending = await group.ended();
    stderr.end();
    return { ...ending, lastWords: stderr.last };
  } catch (error) {
    stop();
    await group.ended().catch(() => undefined);
    throw error;
  } finally {
    group.close();
    signal.removeEventListener("abort", stop);
  }
}
