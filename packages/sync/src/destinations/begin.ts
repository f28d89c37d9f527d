import { type ConnectionState, withTable } from "../state/connection-state.js";
import type { StreamKey } from "../streams/stream.js";
import { isStaged, type Table } from "../tables/table.js";
import { type Begun, DestinationError, TableError } from "./destination.js";

/** DuckDB needs gigabytes for the statement that loads 5,000 columns; Postgres has its own limit of 1,600. */
const MAX_COLUMNS = 2_000;

/** @throws TableError if a table has more columns than a database can handle. */
export function assertNarrow({ label, columns, stream }: Table): void {
  if (columns.length <= MAX_COLUMNS) return;
  throw new TableError(
    `${label} has ${columns.length} fields; a table has at most ${MAX_COLUMNS}. Exclude the stream (--exclude), or load into jsonl:DIR.`,
    { stream },
  );
}

/** Makes tables ready and saves the state, all or nothing. */
type Begin = (tables: readonly Table[], state: ConnectionState) => Promise<void>;

/**
 * Begins tables all at once, and one by one if that fails: a table that cannot begin fails alone.
 *
 * @throws DestinationError if the destination as a whole cannot be used, e.g. because the connection is lost.
 */
export async function beginAll(tables: readonly Table[], state: ConnectionState, begin: Begin): Promise<Begun> {
  if (tables.length > 1) {
    const next = tables.reduce(withBegun, state);
    try {
      await begin(tables, next);
      return { state: next, failures: new Map() };
    } catch (error) {
      assertOfTable(error);
    }
  }
  return beginEach(tables, state, begin);
}

/** The same one by one. @throws DestinationError */
export async function beginEach(tables: readonly Table[], state: ConnectionState, begin: Begin): Promise<Begun> {
  let current = state;
  const failures = new Map<StreamKey, string>();
  for (const table of tables) {
    const next = withBegun(current, table);
    try {
      await begin([table], next);
      current = next;
    } catch (error) {
      assertOfTable(error);
      failures.set(table.stream, error instanceof Error ? error.message : String(error));
    }
  }
  return { state: current, failures };
}

/** Of a table whose rows are staged the state speaks of its former rows until then. */
function withBegun(state: ConnectionState, table: Table): ConnectionState {
  return isStaged(table) ? state : withTable(state, table);
}

function assertOfTable(error: unknown): void {
  if (error instanceof DestinationError && !(error instanceof TableError)) throw error;
}
