export { memberText } from "./code.js";
export { conditionOf, type TemplateCondition } from "./conditions.js";
export { countOf } from "./counts.js";
export { dateOf, type TemplateDate } from "./dates.js";
export { pathOf, type TemplatePath } from "./paths.js";
export { pythonLiteral } from "./python.js";
export type { KnownType, Root, Scope, ValueType } from "./scope.js";
export { booleanOf, templateOf, translate } from "./translate.js";
export { UnsupportedExpression } from "./unsupported.js";
