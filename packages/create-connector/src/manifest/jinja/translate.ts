import type { Expression, Template } from "../../design/expression.js";
import { blockOf } from "./blocks.js";
import { Code } from "./code.js";
import { Expressions } from "./expressions.js";
import { Names } from "./members.js";
import { isTemplate, parseTemplate } from "./parse.js";
import { rendered } from "./place.js";
import { pythonLiteral } from "./python.js";
import { asCondition, concatenated } from "./render.js";
import type { Scope } from "./scope.js";
import type { Part } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/**
 * A template as TypeScript; a string if it has no expressions, or if they come to a text that is known.
 *
 * @throws UnsupportedExpression for a construct without a translation.
 */
export function translate(text: string, scope: Scope): Expression | string {
  const as = scope.as ?? "value";
  if (!isTemplate(text)) return literalText(text, as);
  return within(text, (parts) => {
    const code = rendered(wholeOf(parts, scope), as);
    return typeof code.constant === "string" ? code.constant : code.toExpression();
  });
}

/**
 * A template as the parts of a text, e.g. of a path, a URL or a header.
 *
 * @throws UnsupportedExpression for a construct without a translation.
 */
export function templateOf(text: string, scope: Scope): Template {
  if (!isTemplate(text)) return text;
  return within(text, (parts) => {
    const { pieces } = blockOf(parts, new Names(scope));
    const texts = pieces.map((piece) => rendered(piece, scope.as === "path" ? "path" : "text"));
    const joined: (string | Expression)[] = [];
    for (const piece of texts) {
      const last = joined.at(-1);
      if (piece.constant === undefined) joined.push(piece.toExpression());
      else if (typeof last === "string") joined[joined.length - 1] = last + String(piece.constant);
      else if (piece.constant !== "") joined.push(String(piece.constant));
    }
    return joined.every((part) => typeof part === "string") ? joined.join("") : joined;
  });
}

/**
 * A condition, by the CDK's rules: what Python takes for false, and texts such as "false", "0" and "[]".
 *
 * @throws UnsupportedExpression for a construct without a translation.
 */
export function booleanOf(text: string, scope: Scope): Expression {
  if (!isTemplate(text)) return asCondition(Code.of(text)).toExpression();
  return within(text, (parts) => {
    const [only, ...others] = parts;
    if (only?.is === "output" && others.length === 0)
      return new Expressions(new Names(scope)).condition(only.value).toExpression();
    return asCondition(wholeOf(parts, scope)).toExpression();
  });
}

/** The whole of a template; blank space around a value that is not a text does not change what Python reads. */
function wholeOf(parts: readonly Part[], scope: Scope): Code {
  const { pieces } = blockOf(parts, new Names(scope));
  const filled = pieces.filter(({ constant }) => typeof constant !== "string" || constant.trim() !== "");
  const [only] = filled;
  return filled.length === 1 && only !== undefined && !mayBeText(only) ? only : concatenated(pieces);
}

function mayBeText({ choice, type }: Code): boolean {
  if (choice !== undefined) return mayBeText(choice.whenTrue) || mayBeText(choice.whenFalse);
  return ["string", "scalar", "unknown"].includes(type);
}

/** A text without expressions, which Python may read as a number, a list or None. */
function literalText(text: string, as: NonNullable<Scope["as"]>): Expression | string {
  if (as === "text" || as === "path") return text;
  const value = pythonLiteral(text);
  if (typeof value === "string") return value;
  const code = rendered(Code.of(text), as);
  return typeof code.constant === "string" ? code.constant : code.toExpression();
}

/** Names the template in the message of an error. */
function within<T>(text: string, make: (parts: readonly Part[]) => T): T {
  try {
    return make(parseTemplate(text));
  } catch (error) {
    if (error instanceof UnsupportedExpression) throw new UnsupportedExpression(error.construct, text);
    throw error;
  }
}
