import { ConfigError, type ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { startOf } from "../errors/redact.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import type { ExchangeReply } from "./exchange.js";
import { bodyOf, valueAt } from "./json.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";
import { serverTimeMs, waitHintMs } from "./wait-hint.js";

/** A request for a token, and its response. */
export interface Answer {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** What the user should do if the credentials are refused. */
  readonly remedy: string;
  readonly nowMs: number;
}

/** Where token endpoints write why they refuse: RFC 6749, and what vendors have in its place. */
const REASONS = ["error", "error_description", "error.code", "error.message", "code", "message", "detail"];

/** How much of each is logged, in characters. */
const EXCERPT = 200;

type ErrorOf = typeof ConfigError | typeof SystemError | typeof TransientError;

/** Refusals of RFC 6749 (and of RFC 8628) that are not the user's fault, or another one than the usual. */
const CODES: ReadonlyMap<JsonValue | undefined, readonly [ErrorOf, string]> = new Map([
  ["invalid_client", [ConfigError, "Check the client ID and the client secret."]],
  ["invalid_request", [SystemError, "This is a bug in the connector; please report it with the log."]],
  ["unsupported_grant_type", [SystemError, "The vendor does not offer this way to get a token. Please report it."]],
  ["temporarily_unavailable", [TransientError, "Try again later."]],
  ["server_error", [TransientError, "Try again later."]],
  ["slow_down", [TransientError, "Try again later."]],
]);

const TRANSIENT_STATUSES = [408, 425, 429];
const WRONG_ADDRESS_STATUSES = [404, 405, 406, 410, 415, 501];

/** A reply with a status of success. */
export class TokenReply implements ExchangeReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly serverMs: number;
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.headers = answer.response.headers;
    this.serverMs = serverTimeMs(this.headers, answer.nowMs);
  }

  get body(): JsonValue {
    const { request, response } = this.#answer;
    const body = jsonOf(request, response);
    if (body !== undefined) return body;
    throw new SystemError(
      `${endpointOf(request)} answered HTTP ${response.status} with ${isHtml(response) ? "HTML or XML" : "a body"} that is not JSON ` +
        "in place of a token. Check the address of the token endpoint and whether a proxy answers in its place.",
      { detail: `the body has ${response.body.length} bytes` }, // and may have a token
    );
  }

  textAt(path: string): string {
    const { body } = this;
    const value = valueAt(body, path);
    if (typeof value === "string" && value !== "") return value;
    const { request, remedy } = this.#answer;
    const reason = reasonOf(body);
    if (reason !== "") {
      const what = `${endpointOf(request)} answered without a token${codeIn(body)}`;
      throw new ConfigError(`${what}. ${remedy}`, { detail: reason });
    }
    throw new SystemError(
      `${endpointOf(request)} answered without a text at "${path}", where the token should be. Please report it with the log.`,
      { detail: `the fields are: ${fieldsOf(body)}` },
    );
  }
}

/**
 * The error for an answer that is not a success. It has no status, apart from that of a rate limit: a status means something to
 * streams, e.g. "skip this parent", only where it is the API's own.
 */
export function exchangeError({ request, response, remedy, nowMs }: Answer): ConnectorError | undefined {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  const body = jsonOf(request, response) ?? null;
  const detail = `HTTP ${status} ${reasonOf(body)}`.trimEnd();
  const answered = `${endpointOf(request)} answered HTTP ${status}`;
  if (TRANSIENT_STATUSES.includes(status) || (status >= 500 && status !== 501)) {
    const waitHint = status === 429 || status === 503 ? waitHintMs(headers, nowMs) : undefined;
    const limit = status === 429 ? { status } : {};
    const text = `${answered}, so there is no token. The server of the tokens is busy or failed. Try again later.`;
    return new TransientError(text, { ...limit, detail, waitHintMs: waitHint });
  }
  const special = CODES.get(valueAt(body, "error"));
  if (special !== undefined) return new special[0](`${answered}${codeIn(body)}. ${special[1]}`, { detail });
  if (WRONG_ADDRESS_STATUSES.includes(status) || status < 400 || (isHtml(response) && status !== 401)) {
    const text = `${answered} in place of a token. Check the address of the token endpoint, and whether a proxy answers in its place.`;
    return new SystemError(text, { detail });
  }
  return new ConfigError(`${answered}${codeIn(body)}: the credentials were refused. ${remedy}`, { detail });
}

/** The body's value, or undefined if it is not JSON. The error of `bodyOf` is dropped, because it quotes the body. */
function jsonOf(request: HttpRequest, response: HttpResponse): JsonValue | undefined {
  try {
    return bodyOf(request, response).value;
  } catch {
    return undefined;
  }
}

function isHtml({ body }: HttpResponse): boolean {
  return body.subarray(0, 100).toString("latin1").trimStart().startsWith("<");
}

/** The code of a refusal, if it looks like one, for the message: ` (invalid_grant)`. */
function codeIn(body: JsonValue): string {
  const code = valueAt(body, "error");
  return typeof code === "string" && /^[a-z_]{3,40}$/.test(code) ? ` (${code})` : "";
}

/** Why the endpoint refuses, in its own words. Nothing else of a body is shown. */
function reasonOf(body: JsonValue): string {
  const texts = REASONS.map((path) => valueAt(body, path)).filter((text) => typeof text === "string" && text !== "");
  return texts.map((text) => startOf(String(text).replace(/\s+/g, " "), EXCERPT)).join(": ");
}

/** The names of the fields, without their values. */
function fieldsOf(body: JsonValue): string {
  if (!isJsonObject(body)) return "none, it is not an object";
  return startOf(Object.keys(body).join(", "), EXCERPT);
}

/** Fields that hold a secret of a reply, and those whose names only look like it. */
const SECRET_FIELD = /token|secret|password|assertion|jwt|session|api_?key|credential/i;
const PLAIN_FIELD = /type|ur[il]|expir|scope/i;

/** Shorter texts, and those with blanks, are words and not tokens. */
const TOKEN = /^\S{8,}$/;

/** Masks what looks like a token in a reply, an error's included, before anything reads it. */
export function maskTokens(request: HttpRequest, response: HttpResponse, mask: (secret: string) => void): void {
  const body = jsonOf(request, response);
  if (body !== undefined) for (const token of tokensIn(body)) mask(token);
}

function* tokensIn(value: JsonValue, name = ""): Generator<string> {
  if (typeof value === "string") {
    if (SECRET_FIELD.test(name) && !PLAIN_FIELD.test(name) && TOKEN.test(value)) yield value;
  } else if (typeof value === "object" && value !== null) {
    for (const [field, part] of Object.entries(value)) yield* tokensIn(part, Array.isArray(value) ? name : field);
  }
}
