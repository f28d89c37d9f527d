import { ConfigError, type ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { detailOf, errorOf, TOO_MANY_REQUESTS } from "./classify.js";
import type { Clock } from "./clock.js";
import { ErrorRule, type RuleAction, type WaitOfReply } from "./error-rule.js";
import { isJson } from "./json.js";
import type { Observer } from "./observer.js";
import { Reply } from "./reply-conditions.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";
import { serverTimeMs, waitHintMs } from "./wait-hint.js";

/** What replies mean to a stream. */
export interface ReplyRules {
  /** They come before those of the source. */
  readonly errors: readonly ErrorRule[];
  /** The status of a page after the last one. */
  readonly pastEnd: number | undefined;
  /** Whether a reply is the API's own, and not that of a gateway or a proxy in front of it. */
  isApiReply(response: HttpResponse): boolean;
  /** What a reply means that no rule matches, where its status does not say it. */
  readonly judge?: ((reply: Reply) => ReplyVerdict | undefined) | undefined;
}

/** What follows from a reply that no rule matches. */
export interface ReplyVerdict {
  readonly action: RuleAction;
  /** For the summary. */
  readonly label: string;
  /** With what it answered, for the message. */
  readonly what: string;
  /** For the log. */
  readonly detail: string;
  /** Whether the API rejected the request itself, as with a 400. */
  readonly isRejected: boolean;
}

/** A request, its response, and the stream that it is for. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly stream: string;
  readonly rules: ReplyRules | undefined;
}

export interface ReplyJudgeParts {
  /** The rules of the source. */
  readonly errors: readonly ErrorRule[];
  readonly clock: Clock;
  readonly observer: Observer;
}

const NO_RULES: readonly ErrorRule[] = [];
const ERRORS = { config: ConfigError, transient: TransientError, system: SystemError };

/** Says which error a reply is: by the stream's rules, then the source's, then the table of statuses. */
export class ReplyJudge {
  readonly #parts: ReplyJudgeParts;

  constructor(parts: ReplyJudgeParts) {
    this.#parts = parts;
  }

  /** What the first rule that matches says: an error, or that the reply is a success; undefined where none matches. */
  byRule(exchange: Exchange): ConnectorError | "success" | undefined {
    const { request, response, rules } = exchange;
    const own = rules?.errors ?? NO_RULES;
    const { errors: shared } = this.#parts;
    if (own.length === 0 && shared.length === 0 && rules?.judge === undefined) return undefined;
    const reply = new Reply(request, response);
    const isMatch = (rule: ErrorRule) => rule.matches(reply);
    const found = own.find(isMatch) ?? shared.find(isMatch) ?? rules?.judge?.(reply);
    if (found === undefined || isFor(exchange, found.action)) return found && this.#outcomeOf(exchange, found);
    const isOther = (rule: ErrorRule) => isFor(exchange, rule.action) && rule.matches(reply);
    const other = own.find(isOther) ?? shared.find(isOther);
    if (other !== undefined) return this.#outcomeOf(exchange, other);
    return isGenuine(exchange) ? undefined : foreignRefusal(exchange);
  }

  /** The error by the table; undefined for a success. */
  errorByStatus(exchange: Exchange): ConnectorError | undefined {
    const { request, response, rules } = exchange;
    const hintMs = response.status < 400 ? undefined : this.#headerHintMs(response);
    const error = errorOf(request, response, hintMs);
    const isForeign = error !== undefined && response.status === rules?.pastEnd && !isGenuine(exchange);
    return isForeign ? foreignRefusal(exchange) : error;
  }

  #outcomeOf(exchange: Exchange, decided: ErrorRule | ReplyVerdict): ConnectorError | "success" {
    const { action, label } = decided;
    const { request, response, stream } = exchange;
    this.#parts.observer.ruleMatched(stream, label);
    if (action.does === "accept") return "success";
    if (action.does === "skip") return refusal(exchange, action);
    const { what, detail, isRejected }: Partial<ReplyVerdict> = decided instanceof ErrorRule ? {} : decided;
    const start = `${endpointOf(request)} answered HTTP ${response.status}${what === undefined ? "" : ` with ${what}`}`;
    const rule = isRejected === true ? { isRejected } : {};
    const details = { status: response.status, detail: detail ?? detailOf(response), rule };
    if (action.does === "fail") {
      const hintMs = action.kind === "transient" ? this.#headerHintMs(response) : undefined;
      return new ERRORS[action.kind](`${start}. ${action.text}`, { ...details, waitHintMs: hintMs });
    }
    const isRateLimit = action.does === "rateLimit";
    const remedy = isRateLimit ? TOO_MANY_REQUESTS : RETRIED;
    const waitHintMs = this.#hintMs(response, action.afterMs);
    return new TransientError(`${start}. ${remedy}`, { ...details, waitHintMs, isRateLimit });
  }

  #hintMs(response: HttpResponse, afterMs: number | WaitOfReply | undefined): number | undefined {
    const byHeader = this.#headerHintMs(response);
    if (typeof afterMs === "function") {
      return afterMs(response, serverTimeMs(response.headers, this.#parts.clock.now())) ?? byHeader;
    }
    return afterMs === undefined ? byHeader : Math.max(afterMs, byHeader ?? 0);
  }

  #headerHintMs({ headers }: HttpResponse): number | undefined {
    return waitHintMs(headers, this.#parts.clock.now());
  }
}

const RETRIED = "The API asks to try again, for longer than the connector does. Try again later.";

/** Rules to skip or to accept are for the API's own replies, and only a stream finds out whether an accepted one has records. */
function isFor(exchange: Exchange, { does }: RuleAction): boolean {
  if (does === "accept" && exchange.rules === undefined) return false;
  return (does !== "skip" && does !== "accept") || isGenuine(exchange);
}

function isGenuine({ response, rules }: Exchange): boolean {
  return rules === undefined ? isJson(response) : rules.isApiReply(response);
}

/** By its status, because the stream may not skip it after all: then it fails as if there were no rule. */
function refusal(
  { request, response }: Exchange,
  { text, wholeStream }: Extract<RuleAction, { does: "skip" }>,
): ConnectorError {
  const byStatus = errorOf(request, response, undefined);
  const { status } = response;
  const details = { status, detail: detailOf(response), rule: { skip: { text, wholeStream } } };
  if (byStatus === undefined || byStatus instanceof TransientError) {
    return new ConfigError(`${endpointOf(request)} answered HTTP ${status}. ${text}`, details);
  }
  const Kind = byStatus instanceof ConfigError ? ConfigError : SystemError;
  return new Kind(byStatus.message, details);
}

/** Without the status, which means something to the stream only if it is the API's. */
function foreignRefusal({ request, response }: Exchange): TransientError {
  return new TransientError(
    `${endpointOf(request)} got HTTP ${response.status}, but not in the form of the API's own replies: a gateway or proxy may have ` +
      "answered. Try again later; if it lasts, check base_url and the proxy.",
    { detail: detailOf(response) },
  );
}
