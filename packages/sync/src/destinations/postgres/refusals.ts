import { DestinationError } from "../destination.js";
import { serverMessage, sqlState } from "./errors.js";
import { hasNoTls, isTlsFailure, tlsReason } from "./tls-errors.js";

/** The server that a connection is for, without the password. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
}

/** Whether plain text instead of TLS, or TLS instead of plain text, may connect: the server's rules may allow only one of them. */
export function mayConnectOtherwise(error: unknown): boolean {
  return hasNoTls(error) || isTlsFailure(error) || sqlState(error) === "28000";
}

/** Why none of some attempts connected, with the remedy. @param errors at least one, in the order of the attempts. */
export function refused(errors: readonly unknown[], server: Server): DestinationError {
  const cause =
    errors.find((error) => !mayConnectOtherwise(error)) ??
    errors.find(isTlsFailure) ??
    errors.find((error) => !hasNoTls(error)) ??
    errors[0];
  return new DestinationError(reasonFor(cause, server), { cause });
}

function reasonFor(error: unknown, { host, port, database, user }: Server): string {
  const at = host.startsWith("/") ? `the socket in ${host} for port ${port}` : `${host}:${port}`;
  const message = serverMessage(error);
  switch (sqlState(error)) {
    case "ECONNREFUSED":
    case "ENOENT":
      return `No Postgres server answers at ${at}. Check that it runs, and that host and port are right.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The host "${host}" cannot be found. Check its name and the network.`;
    case "28P01":
      return (
        `Postgres at ${at} rejects the password of the user "${user}". ` +
        "Correct it in the destination, in PGPASSWORD or in ~/.pgpass."
      );
    case "28000":
      return (
        `Postgres at ${at} does not admit the user "${user}" to the database "${database}": ${message}. ` +
        "Correct the user, or allow it in the server's pg_hba.conf. That file may demand TLS (sslmode) or a client " +
        "certificate (sslcert, sslkey)."
      );
    case "3D000":
      return `The database "${database}" does not exist at ${at}. Create it (createdb), or name another one.`;
    case "53300":
      return (
        `Postgres at ${at} has no connection left: ${message}. ` +
        "Try again later, or load fewer sources at the same time."
      );
    default:
      if (/password must be a string/.test(message)) {
        return (
          `Postgres at ${at} asks for the password of the user "${user}", and none is given. ` +
          "Set it in the destination, in PGPASSWORD or in ~/.pgpass."
        );
      }
      return (
        tlsReason(error, at) ?? `Cannot connect to Postgres at ${at}: ${message}. Check the server and the network.`
      );
  }
}
