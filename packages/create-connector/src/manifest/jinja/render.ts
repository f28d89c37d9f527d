import { Code, call, isTruthyConstant, LEVEL } from "./code.js";
import { pythonLiteral, pythonText } from "./python.js";
import type { Constant } from "./scope.js";

/** Whether a value is a time, which only becomes a text when it is written. */
export function isTime({ type }: Code): boolean {
  return type === "date" || type === "datetime";
}

/** A string: Python's `str`, and empty for a value that is not there. */
export function asText(code: Code): Code {
  if (code.constant !== undefined)
    return Code.of(code.type === "float" ? floatText(code.constant) : pythonText(code.constant));
  if (code.choice !== undefined) return eachBranch(code, asText);
  switch (code.type) {
    case "string":
      return code.isOptional ? withDefault(code, Code.of("")) : code;
    case "nothing":
      return Code.of("");
    case "boolean":
      if (code.isOptional) return call("text", [code], { type: "string" });
      return choose({ test: code, whenTrue: Code.of("True"), whenFalse: Code.of("False") });
    case "date":
      return call("strftime", [code, Code.of("%Y-%m-%d")], { type: "string", isPlain: true });
    case "datetime":
      return call("isoFormat", [code, Code.of(" ")], { type: "string", isPlain: true });
    case "float":
      return call(code.isOptional ? "text" : "floatText", [code], { type: "string" });
    case "integer":
      return code.isOptional
        ? call("text", [code], { type: "string" })
        : new Code(`String(${code.code})`, { type: "string", of: [code] });
    default:
      return call("text", [code], { type: "string" });
  }
}

/** A JSON value: what Python reads from the rendered text. `empty` takes the place of an empty text. */
export function asValue(code: Code, empty: Code): Code {
  if (code.constant !== undefined) return constantValue(code, empty);
  if (code.choice !== undefined) return eachBranch(code, (branch) => asValue(branch, empty));
  const isNull = empty.type === "none";
  switch (code.type) {
    case "nothing":
      return empty;
    case "date":
    case "datetime":
    case "duration":
      return asText(code);
    case "string":
      if (code.isPlain) return code.isOptional ? withDefault(code, empty) : code;
      return call("literal", isNull ? [code, empty] : [code]);
    case "scalar":
    case "unknown":
      return call("literal", isNull ? [code, empty] : [code]);
    default:
      return code.isOptional ? withDefault(code, empty) : code;
  }
}

function constantValue(code: Code, empty: Code): Code {
  if (typeof code.constant !== "string") return code;
  return code.constant === "" ? empty : Code.of(pythonLiteral(code.constant));
}

/** Whether Python takes a value for true, for the test of a conditional. */
export function truth(code: Code): Code {
  if (code.constant !== undefined) return Code.of(isTruthyConstant(code.constant));
  if (code.type === "nothing") return Code.of(false);
  if (code.isTrue !== undefined) return Code.of(code.isTrue);
  if (["datetime", "date", "duration"].includes(code.type)) return Code.of(true);
  return code.bare.isScalar ? code.bare : call("truthy", [code.bare], { type: "boolean" });
}

/** Whether a condition holds: the CDK takes texts such as "false" and "0" for false too. */
export function asCondition(code: Code): Code {
  if (code.constant !== undefined) return Code.of(isTrueConstant(code.constant));
  if (code.choice !== undefined) return eachBranch(code, asCondition);
  if (code.type === "nothing") return Code.of(false);
  if (code.type === "boolean") {
    return code.isOptional
      ? new Code(`${code.within(LEVEL.relational)} === true`, { type: "boolean", level: LEVEL.equality, of: [code] })
      : code;
  }
  return call("isTrue", [code.bare], { type: "boolean" });
}

function isTrueConstant(constant: Constant): boolean {
  const value = typeof constant === "string" ? pythonLiteral(constant) : constant;
  return isTruthyConstant(value) && value !== "false";
}

/** `test ? a : b`, or the branch that is known. */
export function choose({
  test,
  whenTrue,
  whenFalse,
}: {
  readonly test: Code;
  readonly whenTrue: Code;
  readonly whenFalse: Code;
}): Code {
  if (test.constant !== undefined) return isTruthyConstant(test.constant) ? whenTrue : whenFalse;
  if (whenTrue.code === "true" && whenFalse.code === "false" && test.type === "boolean") return test;
  return new Code(`${test.within(LEVEL.or)} ? ${whenTrue.within(LEVEL.conditional)} : ${whenFalse.code}`, {
    type: commonType(whenTrue, whenFalse),
    level: LEVEL.conditional,
    isOptional: whenTrue.isOptional || whenFalse.isOptional,
    isPlain: whenTrue.isPlain && whenFalse.isPlain,
    choice: { test, whenTrue, whenFalse },
    of: [test, whenTrue, whenFalse],
  });
}

/** What two branches have in common. */
export function commonType(one: Code, other: Code): Code["type"] {
  if (one.type === other.type) return one.type;
  const isScalar = ({ type }: Code) => ["string", "integer", "number", "none", "nothing", "scalar"].includes(type);
  return isScalar(one) && isScalar(other) ? "scalar" : "unknown";
}

/** A conditional with both of its branches converted. */
export function eachBranch({ choice }: Code, convert: (branch: Code) => Code): Code {
  if (choice === undefined) return Code.nothing;
  return choose({ test: choice.test, whenTrue: convert(choice.whenTrue), whenFalse: convert(choice.whenFalse) });
}

function withDefault(code: Code, value: Code): Code {
  return new Code(`${code.bare.within(LEVEL.or)} ?? ${value.code}`, {
    type: commonType(code, value),
    level: LEVEL.or,
    isPlain: code.isPlain,
    of: [code, value],
  });
}

/** Parts of a text, one behind the other. */
export function concatenated(pieces: readonly Code[]): Code {
  const filled = pieces.filter(({ constant, type }) => constant !== "" && type !== "nothing");
  const [only] = filled;
  if (only === undefined) return Code.of("");
  if (filled.length === 1) return only;
  const texts = filled.map((piece) => (piece.type === "integer" && !piece.isOptional ? piece : asText(piece)));
  if (texts.every(({ constant }) => constant !== undefined)) {
    return Code.of(texts.map(({ constant }) => String(constant)).join(""));
  }
  const body = texts.map((piece) => templateText(piece)).join("");
  const isPlain = isPlainStart(filled.map(({ constant }) => (typeof constant === "string" ? constant : "\0")).join(""));
  return new Code(`\`${body}\``, { type: "string", of: texts, isPlain });
}

function templateText({ constant, code }: Code): string {
  if (constant !== undefined) return String(constant).replaceAll(/[`\\]|\$(?=\{)/g, "\\$&");
  return /^`.*`$/s.test(code) && !code.slice(1, -1).includes("`") ? code.slice(1, -1) : `\${${code}}`;
}

/** Whether the known parts of a text (the others are NUL) keep it from being a literal of Python. */
export function isPlainStart(known: string): boolean {
  const start = known.trimStart();
  if (/^['"[({]/.test(start)) return false;
  return /^[A-Za-z]+[ :/.-]/.test(start) || /[/?&=@$;<>!%]|:/.test(start);
}

/** A known float as Python writes it. */
export function floatText(constant: Constant): string {
  return Number.isInteger(constant) ? `${String(constant)}.0` : String(constant);
}
