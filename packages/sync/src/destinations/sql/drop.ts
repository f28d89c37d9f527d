import type { ResetStream } from "../../state/reset.js";
import { DestinationError, type TableName } from "../destination.js";
import { isOurs } from "./ownership.js";
import type { Session } from "./session.js";
import { formerStagingName, stagingName } from "./staging.js";

/**
 * Drops the table of a stream, and what a sync that was killed left of it in staging: within a transaction. The state says that it is the
 * connection's; its columns say that it is still the table that Sluice made.
 *
 * @throws DestinationError if it is not, or cannot be dropped.
 */
export async function dropTable({ table }: ResetStream, session: Session): Promise<void> {
  if (table === undefined) return;
  const { schema, table: name } = table;
  for (const one of [name, stagingName(name), formerStagingName(name)])
    await dropIfThere({ schema, name: one }, session);
}

async function dropIfThere(table: TableName, session: Session): Promise<void> {
  const there = await session.find(table);
  if (there === undefined) return;
  const label = `${table.schema}.${table.name}`;
  if (!isOurs(there)) {
    throw new DestinationError(
      `Cannot drop ${label}: it is not the table that Sluice made (no column _sluice_id, or a view). Nothing was reset. ` +
        "Rename or drop it yourself, or reset without --drop.",
    );
  }
  try {
    await session.run(`DROP TABLE ${session.table(table.schema, table.name)}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DestinationError(
      `Cannot drop ${label}: ${reason}. Nothing was reset. Drop what depends on it yourself, or reset without --drop.`,
      { cause: error },
    );
  }
}
