import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { visible, visibleData } from "./clean.js";

/** Where text goes: a terminal, or not. */
export type Outlet = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** A part of what is printed, and what colors it. */
export interface Piece {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

export type Printed = string | Piece;

/**
 * Where a command prints. Whatever sources, vendors and databases say passes through here, and none of it can speak to the
 * terminal: only line feeds and our own colors are sent as such.
 */
export class Printer {
  /** For a library that draws by itself, of texts that are clean. */
  readonly stream: Outlet;

  constructor(stream: Outlet) {
    this.stream = stream;
  }

  /** Prints text for users. */
  print(...pieces: readonly Printed[]): void {
    this.stream.write(pieces.map(painted).join(""));
  }

  /** Writes JSON for machines as it is; a terminal gets it with its control characters escaped. */
  json(text: string): void {
    this.stream.write(this.#data(`${text}\n`));
  }

  /** Returns when all of it is written, or cannot be. */
  flushed(): Promise<void> {
    return new Promise((resolve) => void this.stream.write("", () => resolve()));
  }

  /** Writes JSON or CSV for machines, part by part, as fast as it is taken. */
  async data(parts: AsyncIterable<string>): Promise<void> {
    await pipeline(this.#each(parts), this.stream, { end: false });
  }

  async *#each(parts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const part of parts) yield this.#data(part);
  }

  #data(text: string): string {
    return this.stream.isTTY === true ? visibleData(text) : text;
  }
}

/** Lines of pieces, with a line feed after each. */
export function lines(all: readonly (readonly Printed[])[]): readonly Printed[] {
  return all.flatMap((line) => [...line, "\n"]);
}

function painted(piece: Printed): string {
  if (typeof piece === "string") return visible(piece);
  const { text, paint = String } = piece;
  return text === "" ? "" : paint(visible(text));
}
