import { memberOf, serverMessage, sqlState } from "./errors.js";

const NAME_MISMATCH = "ERR_TLS_CERT_ALTNAME_INVALID";
const OUT_OF_DATE = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const NOT_TRUSTED = /SELF_SIGNED|UNABLE_TO|CERT|INVALID_CA|INVALID_PURPOSE/;
const FAILED = /^(EPROTO|ERR_SSL_|ERR_TLS_)/;

/** `pg` and Node have no code for these. */
const BROKEN_OFF = /before secure TLS connection|error establishing an SSL connection/;

/** Whether the server speaks plain text only. */
export function hasNoTls(error: unknown): boolean {
  return serverMessage(error) === "The server does not support SSL connections";
}

/** Whether TLS could not be agreed on with a server that offers it. */
export function isTlsFailure(error: unknown): boolean {
  const code = sqlState(error);
  return NOT_TRUSTED.test(code) || FAILED.test(code) || BROKEN_OFF.test(serverMessage(error));
}

/** Why there is no TLS connection, and what to do; undefined if the error is about something else. */
export function tlsReason(error: unknown, at: string): string | undefined {
  if (hasNoTls(error)) {
    return (
      `Postgres at ${at} does not support TLS, which sslmode demands. ` +
      "Turn TLS on in the server, or allow plain text with sslmode=prefer."
    );
  }
  if (!isTlsFailure(error)) return undefined;
  const [code, detail] = [sqlState(error), serverMessage(error)];
  if (code === NAME_MISMATCH) {
    const names = String(memberOf(memberOf(error, "cert"), "subjectaltname") ?? "none");
    return (
      `The TLS certificate of ${at} is for other hosts (${names}). ` +
      "Connect to a host name of the certificate, or check only its CA with sslmode=verify-ca and sslrootcert=FILE."
    );
  }
  if (OUT_OF_DATE.test(code)) {
    return (
      `The TLS certificate of ${at} is out of date: ${detail}. ` +
      "Renew it on the server, or correct the clock of this machine."
    );
  }
  if (FAILED.test(code) || BROKEN_OFF.test(detail)) {
    return `TLS with ${at} failed: ${detail}. Check sslcert and sslkey, and the TLS settings of the server.`;
  }
  return (
    `The TLS certificate of ${at} is not trusted: ${detail}. ` +
    "Name the file of the CA that signed it with sslrootcert=FILE."
  );
}
