import { startOf } from "../errors/redact.js";
import type { RuleAction } from "./error-rule.js";
import type { GraphQlError, GraphQlReply } from "./graphql-reply.js";
import type { ReplyVerdict } from "./judge.js";

type Kind = "rateLimit" | "retry" | "unauthenticated" | "forbidden";

/** What codes mean, the first kind that one of the errors has. */
const CODES: readonly (readonly [Kind, readonly string[]])[] = [
  ["rateLimit", ["RATE_LIMITED", "RATELIMITED", "RATE_LIMIT_EXCEEDED", "THROTTLED", "TOO_MANY_REQUESTS"]],
  ["retry", ["INTERNAL_SERVER_ERROR", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"]],
  ["unauthenticated", ["UNAUTHENTICATED", "UNAUTHORIZED"]],
  ["forbidden", ["FORBIDDEN", "ACCESS_DENIED"]],
];

const ACTIONS: Readonly<Record<Kind, RuleAction>> = {
  rateLimit: { does: "rateLimit", afterMs: undefined },
  retry: { does: "retry", afterMs: undefined },
  unauthenticated: fail("config", "The credentials were refused. Check them, or create new ones."),
  forbidden: fail("config", "The credentials may not read this. Ask for the permission, or leave the stream out."),
};

const UNKNOWN = fail(
  "system",
  "The API refused the query, or answered only a part of it. Please report it with the log, which has the API's message.",
);

/** Statuses whose meaning is in the errors; of any other the table of statuses knows more. */
const BY_ERRORS = [400, 422];

/** How much of a message is logged, in characters. */
const EXCERPT = 500;

/**
 * What follows from the errors of a reply, by their codes; undefined where its status says more, and where the data that came
 * with the errors are wanted. A rate limit holds for these too.
 */
export function verdictOf(
  { errors, hasData }: GraphQlReply,
  status: number,
  partialData: boolean,
): ReplyVerdict | undefined {
  const [kind, codes] = CODES.find(([, known]) => errors.some(({ code }) => known.includes(code ?? ""))) ?? [];
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && hasData && partialData && kind !== "rateLimit") return undefined;
  if (kind === undefined && !isSuccess && !BY_ERRORS.includes(status)) return undefined;
  const error = errors.find(({ code }) => codes?.includes(code ?? "") === true) ?? errors[0];
  const action = kind === undefined ? UNKNOWN : ACTIONS[kind];
  const what = kind === undefined ? "GraphQL errors" : `the GraphQL error ${error?.code}`;
  return {
    action,
    label: `${what} → ${action.does}`,
    what,
    detail: `HTTP ${status}, ${messageOf(errors, error, EXCERPT)}`,
    isRejected: kind === undefined,
  };
}

/** For logs: `GraphQL error "…" (CODE), and 2 others`. */
export function messageOf(errors: readonly GraphQlError[], shown = errors[0], length = EXCERPT): string {
  const code = shown?.code === undefined ? "" : ` (${startOf(shown.code, MAX_CODE)})`;
  const message = startOf(shown?.message ?? "", length).replace(/\s+/g, " ");
  const others = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return `GraphQL error "${message}"${code}${others}`;
}

const MAX_CODE = 60;

function fail(kind: "config" | "system", text: string): RuleAction {
  return { does: "fail", kind, text };
}
