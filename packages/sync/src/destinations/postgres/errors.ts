import { DestinationError } from "../destination.js";

/** What is wrong, in Postgres' own letters and digits (SQLSTATE), or Node's; "" where it has none. */
export function codeOf(error: unknown): string {
  return memberOf(error, "code") ?? "";
}

function memberOf(error: unknown, name: "code" | "detail"): string | undefined {
  const value = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** A serialisation failure, a deadlock, a connection that broke, a server that goes down or comes up. */
const TRANSIENT =
  /^(40001|40P01|08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;

/** Whether the same may go well a moment later. */
export function isTransient(error: unknown): boolean {
  const isCut = error instanceof Error && /^Connection terminated|not queryable$/.test(error.message); // pg has no code for it
  return isCut || TRANSIENT.test(codeOf(error));
}

/**
 * Whether a value is not of its column's type. A text that Postgres cannot hold at all, as one with the character NUL, is
 * another thing (22P05, 22021): it is repaired.
 */
export function isMisfit(error: unknown): boolean {
  return /^(22P02|22003|22007|22008|22009)$/.test(codeOf(error));
}

/** The error as a person should read it; the same one where we know nothing better. */
export function explained(error: unknown): unknown {
  const said = error instanceof Error ? error.message : String(error);
  const detail = memberOf(error, "detail");
  const told = (text: string) => new DestinationError(text, { cause: error });
  switch (codeOf(error)) {
    case "2BP01": // DROP
    case "0A000": // ALTER COLUMN … TYPE, TRUNCATE
      if (detail === undefined) return error;
      return told(
        `Something of yours hangs on what has to change: ${said} (${detail}). Sluice drops nothing that it did not make: ` +
          "drop that yourself, sync, and create it again.",
      );
    case "54011":
      return told(
        `A table of Postgres has 1,600 columns at most, a few of them Sluice's, and those that were dropped count: ${said}. ` +
          "Land this stream in DuckDB or in files, or leave it out.",
      );
    case "54000":
      return told(
        `A row is too large for Postgres: ${said}. If it is for an index, drop that index; Sluice does without. ` +
          "If it is for the table, land this stream in DuckDB or in files.",
      );
    case "42501":
      return told(
        `The user may not do what has to be done: ${said}. Grant it, or land in a schema that is the user's.`,
      );
    default:
      return error;
  }
}

/** Where a server is asked, without its password. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  readonly user: string | undefined;
}

/** Why a connection was not made. */
export function refused(error: unknown, { host, port, database, user }: Place): DestinationError {
  const at = host.startsWith("/") ? `the socket in ${host} for port ${port}` : `${host}:${port}`;
  const said = error instanceof Error ? error.message : String(error);
  return new DestinationError(`${reason()}`, { cause: error });

  function reason(): string {
    switch (codeOf(error)) {
      case "ECONNREFUSED":
      case "ENOENT":
        return `No Postgres answers at ${at}. Is it running, and are host and port right?`;
      case "ENOTFOUND":
      case "EAI_AGAIN":
        return `There is no host called "${host}", or the network cannot find it.`;
      case "28P01":
        return `Postgres at ${at} refuses the password of the user "${user}". It is read from the destination, PGPASSWORD or ~/.pgpass.`;
      case "28000":
        return `Postgres at ${at} does not let the user "${user}" into the database "${database}": ${said}.`;
      case "3D000":
        return `There is no database "${database}" at ${at}. Create it (createdb), or name another one.`;
      case "53300":
        return `Postgres at ${at} has as many connections as it allows: ${said}. Try again, or let fewer sources land at once.`;
      default:
        return /password must be a string/.test(said)
          ? `Postgres at ${at} wants a password of the user "${user}", and there is none. Say it in the destination, in PGPASSWORD or in ~/.pgpass.`
          : `Postgres at ${at} cannot be reached: ${said}.`;
    }
  }
}
