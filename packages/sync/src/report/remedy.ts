/** A message in two parts: what failed, and what to do. */
export interface Explained {
  readonly failure: string;
  /** Undefined where the message has none. */
  readonly remedy: string | undefined;
}

/** Verbs with which remedies begin: messages of Sluice end with what to do, in the imperative. */
const IMPERATIVE =
  /^(add|allow|ask|change|check|choose|close|correct|create|drop|exclude|fix|free|give|grant|increase|install|leave|load|lower|make|move|name|pass|raise|read|rename|remove|renew|report|restart|retry|run|save|set|start|sync|try|upgrade|use|wait|write)\b/i;

/** Where a sentence ends and the next one begins. */
const SENTENCES = /(?<=[.!?…])\s+(?=["'`A-Z])/;

/** Divides a message at its first sentence, behind the first one, that says what to do. */
export function explained(message: string): Explained {
  const sentences = message.split(SENTENCES);
  const at = sentences.findIndex((sentence, index) => index > 0 && IMPERATIVE.test(sentence));
  if (at < 0) return { failure: message, remedy: undefined };
  return { failure: sentences.slice(0, at).join(" "), remedy: sentences.slice(at).join(" ") };
}
