import type { ConnectionState } from "../../state/connection-state.js";
import { type FormerStream, migrated } from "../../state/migrate.js";
import { epochMs, optionalString } from "./runs.js";
import type { Session } from "./session.js";

/** The states of all connections as version 1 kept them, in the tables `streams` and `columns`. */
export async function formerStates(session: Session, schema: string): Promise<ReadonlyMap<string, ConnectionState>> {
  const fields = await session.rows(
    `SELECT connection, stream, field, column_name FROM ${session.table(schema, "columns")}`,
  );
  const rows = await session.rows(
    `SELECT connection, stream, table_schema, table_name, table_key, state, committed_rows, ${epochMs("updated_at")} ` +
      `FROM ${session.table(schema, "streams")} ORDER BY connection, stream`,
  );
  const columnsOf = (row: Readonly<Record<string, unknown>>) =>
    fields
      .filter(({ connection, stream }) => connection === row["connection"] && stream === row["stream"])
      .map(({ field, column_name: name }) => ({ field: String(field), name: String(name) }));
  const connections = new Set(rows.map(({ connection }) => String(connection)));
  return new Map(
    [...connections].map((connection) => {
      const own = rows.filter((row) => row["connection"] === connection);
      // the row without a name held the one state of all streams
      const shared = optionalString(own.find(({ stream }) => stream === "")?.["state"]);
      const streams = own.filter(({ stream }) => stream !== "");
      return [
        connection,
        migrated(
          streams.map((row) => formerStream(row, columnsOf(row))),
          shared,
        ),
      ];
    }),
  );
}

function formerStream(row: Readonly<Record<string, unknown>>, columns: FormerStream["columns"]): FormerStream {
  return {
    stream: String(row["stream"]),
    schema: String(row["table_schema"]),
    table: String(row["table_name"]),
    key: JSON.parse(String(row["table_key"])) as string[],
    columns,
    state: optionalString(row["state"]),
    loaded: Number(row["committed_rows"]),
    updatedAt: new Date(Number(row["updated_at"])).toISOString(),
  };
}
