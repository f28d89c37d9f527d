import type { ErrorRuleDesign } from "../../design/design.js";
import { Expression } from "../../design/expression.js";
import { objectOf, quoted } from "./code-text.js";
import { ofThis } from "./scope.js";
import type { SourceFile } from "./source-file.js";
import { patternCode } from "./values.js";

/** A list of rules: `[when({ status: 403 }).skip("…")]`. */
export function errorsCode(rules: readonly ErrorRuleDesign[], file: SourceFile): string {
  return `[${rules.map((rule) => ruleCode(rule, file)).join(", ")}]`;
}

function ruleCode({ status, body, at, is, values, header, action }: ErrorRuleDesign, file: SourceFile): string {
  const conditions = objectOf([
    ["status", status === undefined ? undefined : JSON.stringify(status)],
    ["body", body && patternCode(body.pattern, body.flags)],
    ["at", at === undefined ? undefined : quoted(at)],
    ["is", is === undefined ? undefined : JSON.stringify(is)],
    ["values", values && JSON.stringify(values)],
    ["header", header && JSON.stringify(header)],
  ]);
  return `${file.core("when")}(${conditions})${actionCode(action, file)}`;
}

function actionCode(action: ErrorRuleDesign["action"], file: SourceFile): string {
  switch (action.does) {
    case "retry":
    case "rateLimit":
      return `.${action.does}(${waitCode(action.afterMs, file)})`;
    case "accept":
      return ".accept()";
    case "skip":
      return `.skip(${quoted(action.text)}${action.wholeStream === true ? ", { wholeStream: true }" : ""})`;
    case "fail":
      return `.fail(${quoted(action.kind)}, ${quoted(action.text)})`;
  }
}

function waitCode(afterMs: number | Expression | undefined, file: SourceFile): string {
  if (afterMs === undefined) return "";
  return `{ afterMs: ${afterMs instanceof Expression ? ofThis(file.code(afterMs)) : afterMs} }`;
}
