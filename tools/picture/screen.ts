/** What is used of @xterm/headless, a terminal without a window. */
export type Emulator = new (options: {
  cols: number;
  rows: number;
  allowProposedApi: boolean;
  convertEol: boolean;
}) => {
  readonly rows: number;
  readonly buffer: { readonly active: Buffer };
  write(text: string, done: () => void): void;
};

interface Buffer {
  readonly baseY: number;
  getLine(y: number): Line | undefined;
}

interface Line {
  readonly length: number;
  getCell(x: number): Cell | undefined;
}

interface Cell {
  getChars(): string;
  getWidth(): number;
  getFgColor(): number;
  isFgPalette(): boolean;
  isBold(): number;
  isDim(): number;
}

/** Letters of one look, and the column where they begin. */
export interface Run {
  readonly at: number;
  readonly text: string;
  /** Of the sixteen colours of terminals; undefined for the one of plain text. */
  readonly color: number | undefined;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

/** What the screen shows, and for how long. */
export interface Frame {
  readonly lines: readonly (readonly Run[])[];
  readonly ms: number;
}

/** A frame that is shown for less is not one: a terminal is written in pieces. */
const SHORTEST_MS = 80;

/** A terminal's screen, and all that it has shown. */
export class Screen {
  readonly frames: Frame[] = [];
  readonly #terminal: InstanceType<Emulator>;
  #waited = 0;

  constructor(terminal: InstanceType<Emulator>) {
    this.#terminal = terminal;
  }

  async shows(text: string): Promise<void> {
    return new Promise((done) => {
      this.#terminal.write(text, done);
    });
  }

  /** What is on the screen now has been there for so long. */
  waits(ms: number): void {
    this.#waited += ms;
    if (this.#waited < SHORTEST_MS) return;
    this.frames.push({ lines: this.#lines(), ms: this.#waited });
    this.#waited = 0;
  }

  /** Its text, for an error. */
  get text(): string {
    return this.#lines()
      .map((runs) => runs.map(({ text }) => text).join(" "))
      .join("\n")
      .trimEnd();
  }

  #lines(): Frame["lines"] {
    const { rows, buffer } = this.#terminal;
    return Array.from({ length: rows }, (_, y) => runsOf(buffer.active.getLine(buffer.active.baseY + y)));
  }
}

function runsOf(line: Line | undefined): readonly Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < (line?.length ?? 0); x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = {
      color: cell.isFgPalette() ? cell.getFgColor() : undefined,
      isBold: cell.isBold() !== 0,
      isDim: cell.isDim() !== 0,
    };
    const text = cell.getChars() || " ";
    const last = runs.at(-1);
    // a letter that is two columns wide ends its run, so that the next one is in its own column with any font
    if (last !== undefined && hasLook(last, look) && x === last.at + [...last.text].length) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else runs.push({ at: x, text, ...look });
  }
  return runs.flatMap(wordsOf);
}

function hasLook(run: Run, { color, isBold, isDim }: Omit<Run, "at" | "text">): boolean {
  return run.color === color && run.isBold === isBold && run.isDim === isDim;
}

/** What stands between wide gaps, each with its own column: viewers of SVG draw several spaces as one. */
function wordsOf(run: Run): readonly Run[] {
  return [...run.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({
    ...run,
    at: run.at + [...run.text.slice(0, index)].length,
    text,
  }));
}
