import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import isUnicodeSupported from "is-unicode-supported";
import picocolors from "picocolors";
import type { Environment } from "../../project/environment.js";
import { inAscii, visible, visibleData } from "./clean.js";

/** Where text goes: a terminal, or not. */
export type Outlet = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** A part of what is printed, and its color where colors are shown. */
export interface Piece {
  readonly text: string;
  readonly color?: "bold" | "cyan" | "dim" | "green" | "red" | "yellow" | undefined;
}

export type Printed = string | Piece;

/** A narrower table would not be readable. */
const LEAST = { columns: 30, rows: 8 };
/** Of a terminal that does not know its size. */
const USUAL_WIDTH = 80;

/**
 * Where a command prints. Whatever sources, vendors and databases say passes through here, and none of it can speak to the
 * terminal: only line feeds and our own colors are sent as such.
 */
export class Printer {
  /** For a library that draws by itself, of texts that are clean. */
  readonly stream: Outlet;
  readonly #environment: Environment;
  readonly #colors: ReturnType<typeof picocolors.createColors>;
  readonly #isAscii: boolean;

  constructor(stream: Outlet, environment: Environment = process.env) {
    this.stream = stream;
    this.#environment = environment;
    this.#colors = picocolors.createColors(this.#isColored());
    this.#isAscii = stream.isTTY === true && !showsUnicode(environment);
  }

  /** How many columns the terminal has; undefined where there is none. */
  get width(): number | undefined {
    const { isTTY, columns = 0 } = this.stream;
    return isTTY === true ? columns || USUAL_WIDTH : undefined;
  }

  /**
   * Whether a table can be drawn and drawn over. A log that calls itself a terminal (CI) keeps each drawing, a dumb terminal
   * cannot go back, and some do not know their size.
   */
  get isDrawable(): boolean {
    const { isTTY, columns = 0, rows = 0 } = this.stream;
    const isTerminal = isTTY === true && this.#environment["TERM"] !== "dumb" && !this.#environment["CI"];
    return isTerminal && columns >= LEAST.columns && rows >= LEAST.rows;
  }

  /** Prints text for users. */
  print(...pieces: readonly Printed[]): void {
    this.stream.write(pieces.map((piece) => this.styled(piece)).join(""));
  }

  /** What `print` writes. */
  styled(piece: Printed): string {
    const { text, color } = typeof piece === "string" ? { text: piece, color: undefined } : piece;
    const clean = this.#isAscii ? inAscii(visible(text)) : visible(text);
    return color === undefined || clean === "" ? clean : this.#colors[color](clean);
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

  /** Colors where they are seen as such, or where the user insists; `NO_COLOR` always counts. */
  #isColored(): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = this.#environment;
    if (NO_COLOR) return false;
    if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
    return this.stream.isTTY === true && TERM !== "dumb";
  }
}

/** Windows consoles of old and a Linux console lack our signs; so does a terminal whose locale is not UTF-8. */
function showsUnicode({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  const isUtf8 = process.platform === "win32" || locale === "" || /utf-?8/i.test(locale);
  return isUtf8 && isUnicodeSupported();
}
