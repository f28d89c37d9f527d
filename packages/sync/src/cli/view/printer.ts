import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { WriteStream } from "node:tty";
import isUnicodeSupported from "is-unicode-supported";
import picocolors from "picocolors";
import type { Environment } from "../../project/environment.js";
import { inAscii, visible, visibleData } from "./clean.js";

/** Where text goes: a terminal, or not. */
export type Outlet = Writable & Partial<Pick<WriteStream, "isTTY" | "columns" | "rows">>;

/** A part of what is printed, and its color where colors are shown. */
export interface Piece {
  readonly text: string;
  readonly color?: "bold" | "cyan" | "dim" | "green" | "red" | "yellow" | undefined;
}

export type Printed = string | Piece;

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
    this.#colors = picocolors.createColors(isColored(stream, environment));
    this.#isAscii = stream.isTTY === true && !showsUnicode(environment);
  }

  /** How many columns the terminal has, 80 if it does not know; undefined where there is none. */
  get width(): number | undefined {
    return this.stream.isTTY === true ? this.stream.columns || 80 : undefined;
  }

  /**
   * Whether a table can be drawn and drawn over. A log that calls itself a terminal (CI) keeps each drawing, a dumb terminal
   * cannot go back, some do not know their size, and in a small one a table is not readable.
   */
  get isDrawable(): boolean {
    const { isTTY, columns = 0, rows = 0 } = this.stream;
    const { TERM, CI } = this.#environment;
    return isTTY === true && TERM !== "dumb" && !CI && columns >= 30 && rows >= 8;
  }

  /** Prints text for users. */
  print(...pieces: readonly Printed[]): void {
    this.stream.write(pieces.map((piece) => this.styled(piece)).join(""));
  }

  /** What `print` writes. */
  styled(piece: Printed): string {
    const { text, color }: Piece = typeof piece === "string" ? { text: piece } : piece;
    const clean = this.#isAscii ? inAscii(visible(text)) : visible(text);
    return color === undefined || clean === "" ? clean : this.#colors[color](clean);
  }

  /** Writes JSON for machines as it is; a terminal gets it with its control characters escaped. */
  json(text: string): void {
    this.stream.write(this.#data(`${text}\n`));
  }

  /** The same for JSON or CSV, part by part, as fast as it is taken. */
  async data(parts: AsyncIterable<string>): Promise<void> {
    const shown = (part: string) => this.#data(part);
    const each = async function* () {
      for await (const part of parts) yield shown(part);
    };
    await pipeline(each, this.stream, { end: false });
  }

  #data(text: string): string {
    return this.stream.isTTY === true ? visibleData(text) : text;
  }

  /** Returns when all of it is written, or cannot be. */
  flushed(): Promise<void> {
    return new Promise((resolve) => void this.stream.write("", () => resolve()));
  }
}

/** Colors where they are seen as such, or where the user insists; `NO_COLOR` always counts. */
function isColored({ isTTY }: Outlet, { NO_COLOR, FORCE_COLOR, TERM }: Environment): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? !["0", "false"].includes(FORCE_COLOR) : isTTY === true && TERM !== "dumb";
}

/** Windows consoles of old and a Linux console lack our signs; so does a terminal whose locale is not UTF-8. */
function showsUnicode({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  const isUtf8 = process.platform === "win32" || locale === "" || /utf-?8/i.test(locale);
  return isUtf8 && isUnicodeSupported();
}
