import { Code, call } from "./code.js";
import { isList, pythonLiteral, pythonText } from "./python.js";
import { asText, asValue, eachBranch, floatText } from "./render.js";
import type { Scope } from "./scope.js";

/** The code in the form that its place needs. */
export function rendered(code: Code, as: NonNullable<Scope["as"]>): Code {
  switch (as) {
    case "text":
      return asText(code);
    case "path":
      return ["scalar", "unknown"].includes(code.type) && code.choice === undefined ? code.bare : asText(code);
    case "query":
      return asQuery(code);
    case "json":
      return asValue(code, Code.of(null));
    case "value":
      return asValue(code, Code.of(code.type === "array" ? [] : ""));
  }
}

/**
 * The value of a query parameter. The CDK sends texts and lists; other values are texts, and an empty one is not sent. None is not sent
 * here either: the CDK sends "None".
 */
function asQuery(code: Code): Code {
  if (code.constant !== undefined) return constantParameter(code);
  if (code.choice !== undefined) return eachBranch(code, asQuery);
  switch (code.type) {
    case "nothing":
    case "scalar":
    case "integer":
    case "number":
      return code.bare;
    case "string":
      return isSentAsItIs(code) ? code.bare : call("parameter", [code], { type: "scalar" });
    case "boolean":
    case "float":
    case "date":
    case "datetime":
      return asText(code);
    default:
      return call("parameter", [code.bare], { type: "scalar" });
  }
}

function constantParameter(code: Code): Code {
  const { constant = null } = code;
  if (constant === null || constant === "") return Code.of(null);
  if (code.type === "float") return Code.of(floatText(constant));
  if (typeof constant === "number") return code;
  const read = typeof constant === "string" ? pythonLiteral(constant) : constant;
  if (isList(read)) return Code.of(read.map((item) => (typeof item === "number" ? item : pythonText(item))));
  return Code.of(typeof read === "string" ? read : pythonText(constant));
}

/** A text that is neither empty nor one that begins as a list or a quoted text: those are read as what they say. */
function isSentAsItIs({ code, isPlain }: Code): boolean {
  return isPlain || (code.startsWith("`") ? !/^`\s*['"[({]|^`\$\{[^}]*\}`$/.test(code) : /^[\w.?[\]"]+$/.test(code));
}
