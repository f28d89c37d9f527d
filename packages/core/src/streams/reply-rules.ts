import type { ReplyRules } from "../http/judge.js";
import type { StreamDefinition } from "./stream.js";

/** What replies mean to a stream, as the client asks for it. */
export function replyRulesOf(stream: StreamDefinition): ReplyRules {
  return {
    errors: stream.errors,
    pastEnd: stream.paginator.pastEnd,
    isApiReply: (response) => stream.isApiReply(response),
    judge: stream.judge?.bind(stream),
  };
}
