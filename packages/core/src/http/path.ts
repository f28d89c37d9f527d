import { SystemError } from "../errors/connector-error.js";

/**
 * Template tag for a request path: each value is percent-encoded, so that an id from a response cannot reach another
 * endpoint. `path\`v1/products/${productId}/tags\``.
 *
 * @throws SystemError for a value that is missing, empty, a dot segment, half a surrogate pair, or a number beyond 2^53,
 *   which may differ from the one that the API sent.
 */
export function path(texts: TemplateStringsArray, ...values: readonly unknown[]): string {
  return texts.reduce((built, text, index) => built + segment(values[index - 1], texts) + text);
}

function segment(value: unknown, texts: TemplateStringsArray): string {
  const usable =
    typeof value === "number"
      ? Math.abs(value) <= Number.MAX_SAFE_INTEGER
      : typeof value === "string" && !/^\.{0,2}$|\p{Surrogate}/u.test(value);
  if (usable) return encodeURIComponent(String(value));
  throw new SystemError(
    `The path "${texts.join("…")}" needs an id, but the parent record has ${JSON.stringify(value) ?? "none"}. ` +
      "Please report it with the log.",
  );
}
