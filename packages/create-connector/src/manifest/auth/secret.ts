import type { Template } from "../../design/expression.js";
import { type Component, parametersOf, textAt } from "../document/component.js";
import type { Templates } from "../templates.js";

/** A template of a credential; an empty text, with a reason, if it has no translation. */
export function secret(authenticator: Component, name: string, templates: Templates): Template {
  const text = textAt(authenticator, name) ?? "";
  const what = `The authenticator's ${name}`;
  return templates.text(text, { what, parameters: parametersOf(authenticator), as: "text" }) ?? "";
}
