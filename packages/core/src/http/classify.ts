import {
  ConfigError,
  type ConnectorError,
  type ErrorDetails,
  SystemError,
  TransientError,
} from "../errors/connector-error.js";
import { startOfBody } from "../errors/redact.js";
import { PRIVATE_ADDRESS } from "./private-address.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";

/** Which of the three errors a failure is. */
type FailureKind = "config" | "transient" | "system";

export const TOO_MANY_REQUESTS =
  "Too many requests, for longer than the connector waits. Try again later, or lower limits.requests_per_minute.";

/** Status → failure kind and remedy. Of the statuses not listed, 5xx is transient and any other is a system error. */
const STATUSES: Readonly<Record<number, readonly [FailureKind, string]>> = {
  400: ["system", "The API rejected the request. This is a bug in the connector; please report it with the log."],
  401: ["config", "The credentials were refused. Check them, or create new ones."],
  402: ["config", "The account's plan does not cover this endpoint."],
  403: ["config", "The credentials may not read this. Ask for the permission, or leave the stream out."],
  404: ["system", "The endpoint does not exist. Check base_url if it is set; else please report it."],
  407: ["config", "The proxy refused the credentials, or needs some. Check the user and password in HTTPS_PROXY."],
  408: ["transient", "The server timed out. Try again later."],
  409: ["transient", "The request conflicts with another one. Try again later."],
  425: ["transient", "The server was not ready. Try again later."],
  429: ["transient", TOO_MANY_REQUESTS],
  501: ["system", "The API does not offer this. Please report it."],
};

/** Failures without a response: codes of Node's sockets, resolver and TLS, and of our own guard. */
const FAILURES: readonly (readonly [RegExp, FailureKind, string])[] = [
  [
    new RegExp(`^${PRIVATE_ADDRESS}$`),
    "config",
    "The host is a private address, which is not allowed in the cloud. Use the API's public address in base_url.",
  ],
  [
    /^HPE_(?!INVALID_EOF_STATE)/, // that one is a connection that closed within the response
    "system",
    "The response is not valid HTTP. Check base_url and whether a proxy answers in the API's place; else report it.",
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "transient", "The host's name could not be resolved. Check the host and the network."],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/,
    "config",
    "The server's certificate is not trusted. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its CA.",
  ],
  [
    /EPROTO|ERR_SSL/,
    "config",
    "The TLS handshake failed. Check the host and port in base_url, and whether HTTPS_PROXY begins with the right scheme.",
  ],
  [
    /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE)$/,
    "system",
    "A header cannot be sent. Please report it.",
  ],
  [/^(ERR_INVALID_URL|ERR_UNESCAPED_CHARACTERS)$/, "config", "The URL cannot be used. Check base_url."],
];

const ERRORS = { config: ConfigError, transient: TransientError, system: SystemError };

/** How much of an error's body is logged, in characters. */
const EXCERPT = 500;

/**
 * The error for a response, or undefined if it is a success (2xx).
 *
 * @param hintMs how long the server asks to wait; used only for 429 and 503.
 */
export function errorOf(
  request: HttpRequest,
  response: HttpResponse,
  hintMs: number | undefined,
): ConnectorError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const [kind, remedy] = STATUSES[status] ?? (status >= 500 ? FALLBACK_5XX : FALLBACK);
  const details: ErrorDetails & { waitHintMs?: number | undefined } = {
    status,
    detail: detailOf(response),
    waitHintMs: status === 429 || status === 503 ? hintMs : undefined,
  };
  return new ERRORS[kind](`${endpointOf(request)} answered HTTP ${status}. ${remedy}`, details);
}

/** For the log: the status, and how the body begins. */
export function detailOf({ status, body }: HttpResponse): string {
  return `HTTP ${status} ${startOfBody(body, EXCERPT)}`.trimEnd();
}

const FALLBACK_5XX: readonly [FailureKind, string] = ["transient", "The server failed. Try again later."];
const FALLBACK: readonly [FailureKind, string] = [
  "system",
  "The connector does not know this status. Please report it with the log.",
];

/**
 * The error for a missing response. `code` is Node's or axios' failure code. Only the text of the original error is kept,
 * because an axios error carries the signed request.
 */
export function errorOfFailure(request: HttpRequest, code: string, text: string): ConnectorError {
  const [, kind, remedy] = FAILURES.find(([pattern]) => pattern.test(code)) ?? [
    undefined,
    "transient" as const,
    "The connection failed. Check the network, or try again later.",
  ];
  const host = new URL(request.url).host;
  return new ERRORS[kind](`${endpointOf(request)} got no answer from ${host} (${code}). ${remedy}`, {
    detail: `${code}: ${text}`,
  });
}
