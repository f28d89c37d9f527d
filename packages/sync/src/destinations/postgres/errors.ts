import { TableError } from "../destination.js";

/** The error's SQLSTATE, or Node's code; "" if it has neither. */
export function sqlState(error: unknown): string {
  return textIn(error, "code") ?? "";
}

export function serverMessage(error: unknown): string {
  return textIn(error, "message") ?? String(error);
}

/** A member of an error that only some errors have. */
export function memberOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}

function textIn(error: unknown, name: string): string | undefined {
  const value = memberOf(error, name);
  return typeof value === "string" ? value : undefined;
}

/** A serialization failure, a deadlock, a broken connection, a server that shuts down or starts. */
const TRANSIENT =
  /^(40001|40P01|08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;

/** Whether the same operation may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.test(sqlState(error)) || /^Connection terminated|not queryable$/.test(serverMessage(error)); // pg has no code for it
}

/**
 * Whether a value does not have the type of its column. A text that Postgres cannot hold at all, such as one with the character
 * NUL, is a different error (22P05, 22021): such texts are repaired.
 */
export function isTypeMismatch(error: unknown): boolean {
  return /^(22P02|22003|22007|22008|22009)$/.test(sqlState(error));
}

/** The error with a remedy; the same error where none is known. */
export function withRemedy(error: unknown): unknown {
  const message = serverMessage(error);
  const detail = textIn(error, "detail");
  const tableError = (text: string) => new TableError(text, { cause: error });
  switch (sqlState(error)) {
    case "2BP01": // DROP
    case "0A000": // ALTER COLUMN … TYPE, TRUNCATE
      if (detail === undefined) return error;
      return tableError(
        `Another object depends on a column that must change: ${message} (${detail}). Sluice drops nothing that it did not ` +
          "create: drop that object yourself, run the sync, and create it again.",
      );
    case "54011":
      return tableError(
        `A Postgres table has 1,600 columns at most, including Sluice's own and dropped ones: ${message}. ` +
          "Load this stream into DuckDB or files, or exclude it.",
      );
    case "54000":
      return tableError(
        `A row is too large for Postgres: ${message}. If an index is meant, drop that index; Sluice does not need it. ` +
          "If the table is meant, load this stream into DuckDB or files.",
      );
    default:
      return error;
  }
}
