import type { Expression, Template } from "../../design/expression.js";
import type { Scope } from "./scope.js";
import { UnsupportedExpression } from "./unsupported.js";

/**
 * A template as TypeScript; a text if it has no expressions.
 *
 * @throws UnsupportedExpression for a construct without a translation.
 */
export function translate(text: string, _scope: Scope): Expression | string {
  throw new UnsupportedExpression("everything", text);
}

/** A template as the parts of a text, e.g. of a path, a URL or a header. @throws UnsupportedExpression */
export function templateOf(text: string, _scope: Scope): Template {
  throw new UnsupportedExpression("everything", text);
}

/** A condition by Python's truthiness. @throws UnsupportedExpression */
export function booleanOf(text: string, _scope: Scope): Expression {
  throw new UnsupportedExpression("everything", text);
}
