import { SystemError } from "../errors/connector-error.js";
import { checked, described, holds, type Reply, type ReplyConditions } from "./reply-conditions.js";
import type { HttpResponse } from "./response.js";

/**
 * How long to wait before the next attempt, from the reply, in milliseconds; undefined where it does not say. `nowMs` is the
 * server's time if the reply has a `Date`, else ours, in milliseconds since the epoch.
 */
export type WaitOfReply = (response: HttpResponse, nowMs: number) => number | undefined;

/** What follows if a rule matches. */
export type RuleAction =
  | { readonly does: "retry" | "rateLimit"; readonly afterMs: number | WaitOfReply | undefined }
  | { readonly does: "accept" }
  | { readonly does: "skip"; readonly text: string; readonly wholeStream: boolean }
  | { readonly does: "fail"; readonly kind: "config" | "transient" | "system"; readonly text: string };

/** What a reply means to a stream or a source: made by `when(…)`, frozen, and listed in `errors`. */
export class ErrorRule {
  readonly action: RuleAction;
  /** For the summary: `403, body /plan/ → skip`. */
  readonly label: string;
  readonly #conditions: ReplyConditions;

  constructor(conditions: ReplyConditions, action: RuleAction) {
    this.#conditions = conditions;
    this.action = Object.freeze(action);
    this.label = `${described(conditions)} → ${action.does}`;
    Object.freeze(this);
  }

  /** Whether the conditions hold. For the client. */
  matches(reply: Reply): boolean {
    return holds(this.#conditions, reply);
  }
}

/** What may follow a condition. */
export interface RuleActions {
  /**
   * The request is sent again, as after a 503, and the stream fails if that does not help. The reply is not used, even if its
   * status is 200.
   *
   * @param options `afterMs`: at least so long a pause, in milliseconds; the usual headers may ask for more.
   */
  retry(options?: { readonly afterMs?: number }): ErrorRule;
  /**
   * All requests of the source pause, as after a 429, for as long as the usual headers say.
   *
   * @param options `afterMs`: at least so long, in milliseconds; or a function whose answer replaces that of the headers.
   */
  rateLimit(options?: { readonly afterMs?: number | WaitOfReply }): ErrorRule;
  /**
   * A stream reads the reply like one with the status 200, e.g. an empty list that the API sends with a 404. Only a reply in the
   * API's own form matches, as for `skip`; where the body may lack the records, `recordsAt` ends with `??`.
   */
  accept(): ErrorRule;
  /**
   * The slice is left out with a warning. Only a reply in the API's own form matches (see `isApiReply` of `HttpStream`): one of a
   * gateway is retried, then fails the stream. So does the refusal of every slice, or of a stream without slices, unless
   * `wholeStream` is true.
   *
   * @param text why, for the user: "The plan does not cover it."
   * @param options `wholeStream`: true where a refusal of everything means that the account has no such stream. It then ends as
   *   INCOMPLETE but without an error, and so do its children.
   */
  skip(text: string, options?: { readonly wholeStream?: boolean }): ErrorRule;
  /**
   * The stream fails.
   *
   * @param kind `config` if the user can fix it, `transient` if it may pass, which is retried before, `system` else.
   * @param text what to do, for the user: "Upgrade the plan."
   */
  fail(kind: "config" | "transient" | "system", text: string): ErrorRule;
}

/**
 * A rule for replies that mean something else than their status says: `when({ status: 403, body: /rate limit/i }).rateLimit()`.
 * The rules of a stream come first, then those of its source, then the table of statuses in docs/reference/errors.md; the first that
 * matches decides.
 *
 * @param conditions all that are given must hold.
 * @throws SystemError if a condition is unknown or cannot be used, or there is none.
 */
export function when(conditions: ReplyConditions): RuleActions {
  const frozen = checked(conditions);
  return {
    retry: ({ afterMs } = {}) => new ErrorRule(frozen, { does: "retry", afterMs: duration(afterMs) }),
    rateLimit: ({ afterMs } = {}) =>
      new ErrorRule(frozen, {
        does: "rateLimit",
        afterMs: typeof afterMs === "function" ? afterMs : duration(afterMs),
      }),
    accept: () => new ErrorRule(frozen, { does: "accept" }),
    skip: (text, { wholeStream = false } = {}) =>
      new ErrorRule(frozen, { does: "skip", text: given(text), wholeStream }),
    fail: (kind, text) => new ErrorRule(frozen, { does: "fail", kind, text: given(text) }),
  };
}

function duration(afterMs: number | undefined): number | undefined {
  if (afterMs === undefined || (Number.isFinite(afterMs) && afterMs >= 0)) return afterMs;
  throw new SystemError(`An error rule cannot wait for ${afterMs} ms. Pass a number of milliseconds as afterMs.`);
}

function given(text: string): string {
  if (text.trim() !== "") return text;
  throw new SystemError("An error rule has an empty text. Write what the user should know or do.");
}
