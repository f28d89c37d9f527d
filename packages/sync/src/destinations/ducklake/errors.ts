import { DestinationError } from "../destination.js";

/**
 * What may succeed a moment later: another program that writes to the lake was faster, has the catalog locked, or was seen half-way in a
 * SQLite file; a connection to the catalog or to the bucket broke.
 */
const TRANSIENT = new RegExp(
  [
    "transaction conflict|violates primary key constraint|maximum retry count|could not serialize|deadlock detected",
    "database is locked|database table is locked|does not have any columns",
    "server closed the connection|connection to server at|terminating connection|no connection to the server",
    "could not receive data from server|could not send data to server|SSL SYSCALL|Connection has been closed",
    "the database system is (starting up|shutting down)",
    "HTTP code 5\\d\\d|Could not establish connection|Connection error for HTTP",
  ].join("|"),
  "i",
);

/** Whether the same transaction may succeed in a new session. */
export function isTransient(error: unknown): boolean {
  const cause = error instanceof DestinationError ? error.cause : error;
  return cause !== undefined && TRANSIENT.test(String(cause));
}

/** The error with a remedy; the same error where none is known. */
export function withRemedy(error: unknown): unknown {
  if (error instanceof DestinationError) return error;
  const text = String(error);
  const [, url = "the bucket"] = /(s3:\/\/[^/\s]+)/.exec(text) ?? [];
  if (/NoSuchBucket/.test(text)) {
    return new DestinationError(`Cannot write to ${url}: there is no such bucket. Create it, or correct data= .`, {
      cause: error,
    });
  }
  if (/HTTP code 40[013]|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch/.test(text)) {
    return new DestinationError(
      `Cannot use ${url}: the server refuses the credentials, or they lack a permission (${httpReason(text)}). ` +
        "Check them, AWS_REGION and the endpoint; a sync reads, writes, lists and deletes objects there.",
      { cause: error },
    );
  }
  return error;
}

function httpReason(text: string): string {
  return /HTTP code \d+/.exec(text)?.[0] ?? "access denied";
}

/** After the last attempt. */
export function unavailable(error: unknown): DestinationError {
  if (error instanceof DestinationError) return error;
  const [first = ""] = String(error)
    .replace(/^Error: /, "")
    .split("\n\n");
  return new DestinationError(
    `The lake could not be written again and again: ${first.replaceAll("\n", " ")} Check its catalog and its bucket, and run the sync again: it resumes.`,
    { cause: error },
  );
}
