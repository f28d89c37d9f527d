import picocolors from "picocolors";
import type { Environment } from "../../project/environment.js";
import type { Outlet, Printer } from "./printer.js";

/** What a view sees of the world. */
export interface Outlets {
  readonly stdout: Printer;
  readonly stderr: Printer;
  readonly environment: Environment;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
}

export type Colors = ReturnType<typeof picocolors.createColors>;

/** A narrower table would not be readable. */
const LEAST = { columns: 30, rows: 8 };

/**
 * Whether a table can be drawn and drawn over. A log that calls itself a terminal (CI) keeps each drawing, a dumb terminal
 * cannot go back, and some do not know their size.
 */
export function isDrawable({ isTTY, columns = 0, rows = 0 }: Outlet, environment: Environment): boolean {
  const isTerminal = isTTY === true && environment["TERM"] !== "dumb" && !isSet(environment["CI"]);
  return isTerminal && columns >= LEAST.columns && rows >= LEAST.rows;
}

/** Colours where they are seen as such, and wanted. */
export function colorsFor({ isTTY }: Outlet, environment: Environment): Colors {
  const isWanted = !isSet(environment["NO_COLOR"]) && environment["TERM"] !== "dumb";
  return picocolors.createColors(isTTY === true && isWanted);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
