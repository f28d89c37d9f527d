import type { DurationDesign } from "../../design/cursor.js";
import { Expression } from "../../design/expression.js";
import { type Component, parametersOf, textAt } from "../document/component.js";
import type { Scene } from "../scene.js";
import { isTemplate, needing, templateLiteral } from "../templates.js";
import { durationOf } from "./durations.js";

/** A length of time of a cursor: known now, or, as an expression, when a run reads its settings. */
export function lengthOf(sync: Component, name: string, { templates }: Scene): DurationDesign | Expression | undefined {
  const text = textAt(sync, name);
  if (text === undefined || text === "") return undefined;
  if (!isTemplate(text)) return known(text);
  const template = templates.text(text, { what: `The ${name}`, parameters: parametersOf(sync), as: "text" });
  if (template === undefined || typeof template === "string")
    return template === undefined ? undefined : known(template);
  const code = templateLiteral(template);
  return needing(new Expression(`duration(${code.code})`, code), { helpers: ["duration"] });
}

function known(text: string): DurationDesign | undefined {
  const duration = durationOf(text);
  return duration === undefined || duration.amount === 0 ? undefined : duration;
}
