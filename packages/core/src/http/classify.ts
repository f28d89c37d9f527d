import {
  ConfigError,
  type ConnectorError,
  type ErrorDetails,
  SystemError,
  TransientError,
} from "../errors/connector-error.js";
import { startOf } from "../errors/redact.js";
import { PRIVATE_ADDRESS } from "./private-address.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";

type Fate = "config" | "transient" | "system";

/** Status → fate and remedy. What is not listed falls to its class: 5xx passes, all else is not understood. */
const STATUSES: Readonly<Record<number, readonly [Fate, string]>> = {
  400: ["system", "The API calls the request wrong. Please report it with the log."],
  401: ["config", "The credentials were refused. Check them, or create new ones."],
  402: ["config", "The account's plan does not cover this endpoint."],
  403: ["config", "The credentials may not read this. Ask for the right, or leave the stream out."],
  404: ["system", "There is no such thing. Check base_url if it is set; else please report it."],
  407: ["config", "The proxy wants credentials. Check HTTPS_PROXY."],
  408: ["transient", "The server gave up waiting. Try again later."],
  409: ["transient", "The server was busy with the same data. Try again later."],
  425: ["transient", "The server was not ready. Try again later."],
  429: ["transient", "Too many requests, for longer than the connector waits. Try again later, or lower the load."],
  501: ["system", "The API does not offer this. Please report it."],
};

/** Failure codes of Node's sockets, resolver and TLS, and of our own guard, where no reply came. */
const FAILURES: readonly (readonly [RegExp, Fate, string])[] = [
  [
    new RegExp(`^${PRIVATE_ADDRESS}$`),
    "config",
    "The host is a private address, which is not allowed in the cloud. Use the API's public address in base_url.",
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "transient", "The host's name could not be resolved. Check the host and the network."],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|EPROTO/,
    "config",
    "The TLS connection could not be trusted. Behind an inspecting proxy, name its CA in NODE_EXTRA_CA_CERTS.",
  ],
  [/^(ERR_INVALID_URL|ERR_UNESCAPED_CHARACTERS)$/, "config", "The URL cannot be used. Check base_url."],
];

const ERRORS = { config: ConfigError, transient: TransientError, system: SystemError };

/** How much of an error's body goes to the log, in characters. */
const EXCERPT = 500;

/**
 * The error that a reply means, or undefined if it is a success (2xx).
 *
 * @param hintMs how long the server asks to wait; counts for the statuses that mean "too much, too soon".
 */
export function errorOf(
  request: HttpRequest,
  response: HttpResponse,
  hintMs: number | undefined,
): ConnectorError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const [fate, remedy] = STATUSES[status] ?? (status >= 500 ? FALLBACK_5XX : FALLBACK);
  const details: ErrorDetails & { waitHintMs?: number | undefined } = {
    status,
    detail: `HTTP ${status} ${excerpt(response.body)}`.trimEnd(),
    waitHintMs: status === 429 || status === 503 ? hintMs : undefined,
  };
  return new ERRORS[fate](`${endpointOf(request)} answered HTTP ${status}. ${remedy}`, details);
}

const FALLBACK_5XX: readonly [Fate, string] = ["transient", "The server has a problem. Try again later."];
const FALLBACK: readonly [Fate, string] = ["system", "The connector does not know this answer. Please report it."];

/**
 * The error that a missing reply means. `code` is Node's or axios' failure code. Nothing of the original error is kept but
 * its text: an axios error carries the signed request.
 */
export function errorOfFailure(request: HttpRequest, code: string, text: string): ConnectorError {
  const known = FAILURES.find(([pattern]) => pattern.test(code));
  const [fate, remedy] = (known?.slice(1) as [Fate, string] | undefined) ?? [
    "transient",
    "The connection failed. Check the network, or try again later.",
  ];
  const host = new URL(request.url).host;
  return new ERRORS[fate](`${endpointOf(request)} got no answer from ${host} (${code}). ${remedy}`, {
    detail: `${code}: ${text}`,
  });
}

function excerpt(body: Buffer): string {
  return startOf(body.subarray(0, 4 * EXCERPT).toString("utf8"), EXCERPT).replace(/\s+/g, " ");
}
