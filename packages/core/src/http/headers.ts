import { ConfigError, SystemError } from "../errors/connector-error.js";

/** Header names and their values. */
export type HeaderFields = Readonly<Record<string, string>>;

/** The characters of a header's name (RFC 9110, section 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** HeaderFields that describe the connection or the length of the body, which the transport knows and nobody else. */
const TRANSPORT_HEADERS = new Set(["host", "content-length", "transfer-encoding", "connection"]);

/**
 * The headers with names in lower case, so that those of a stream replace the source's in whatever case they are written.
 *
 * @throws SystemError for a name that no header has or that is the transport's; ConfigError for a value that no header can carry.
 */
export function checkedHeaders(headers: HeaderFields): HeaderFields {
  return Object.fromEntries(
    Object.entries(headers).map(([given, value]) => {
      const name = given.toLowerCase();
      if (!NAME.test(name) || TRANSPORT_HEADERS.has(name))
        throw new SystemError(
          `The header ${JSON.stringify(given)} cannot be set. Check headers() of the source and the stream.`,
        );
      return [name, headerValue(value, `The header ${given}`)];
    }),
  );
}

/**
 * The value, if a header can carry it: Node refuses characters beyond Latin-1 and control characters, and behind a proxy axios
 * drops them without a word, so that the API would get another secret.
 *
 * @param what begins the error, e.g. `The token`.
 * @throws ConfigError that never shows the value.
 */
export function headerValue(value: string, what: string): string {
  if (/[^\0-\xff]/.test(value)) {
    throw new ConfigError(
      `${what} cannot be sent: it has a character that no header can carry, such as an invisible blank or a curly quote. ` +
        "Copy it again, as plain text.",
    );
  }
  return withoutControls(value, what);
}

/**
 * The value, if it has no control character. A line break inside a secret comes from copying.
 *
 * @throws ConfigError that never shows the value.
 */
export function withoutControls(value: string, what: string): string {
  if (/\p{Cc}/u.test(value)) {
    throw new ConfigError(
      `${what} cannot be sent: it has a line break or another control character inside. Copy it again, on one line.`,
    );
  }
  return value;
}
