import { Code, call, LEVEL } from "./code.js";
import { asText, concatenated, isTime } from "./render.js";
import { UnsupportedExpression } from "./unsupported.js";

type Operator = (left: Code, right: Code) => Code;

/** `left operator right`, with Python's meaning. `and` and `or` are not among them. */
export function binary(operator: string, left: Code, right: Code): Code {
  const make = OPERATORS[operator];
  if (make === undefined) throw new UnsupportedExpression(`the operator ${operator}`);
  return make(left, right);
}

/** `-x` */
export function negative(code: Code): Code {
  if (typeof code.constant === "number") return Code.of(-code.constant, code.type);
  const number = asNumber(code);
  return new Code(`-${number.within(LEVEL.unary)}`, { type: number.type, level: LEVEL.unary, of: [number] });
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  "==": (left, right) => equality(left, right, false),
  "!=": (left, right) => equality(left, right, true),
  "<": (left, right) => relation("<", left, right),
  "<=": (left, right) => relation("<=", left, right),
  ">": (left, right) => relation(">", left, right),
  ">=": (left, right) => relation(">=", left, right),
  in: (left, right) => contained(left, right),
  "not in": (left, right) => negated(contained(left, right)),
  "~": (left, right) => concatenated([left, right]),
  "+": sum,
  "-": (left, right) => {
    if (isTime(left) && !isTime(right)) return call("subtractDuration", [left, right], { type: left.type });
    if (isTime(left) || isTime(right)) throw new UnsupportedExpression("a difference of two times");
    return arithmetic("-", left, right);
  },
  "*": (left, right) => arithmetic("*", left, right),
  "/": (left, right) => {
    const ratio = arithmetic("/", left, right);
    return new Code(ratio.code, { type: "float", level: ratio.level, of: [ratio] });
  },
  "//": (left, right) =>
    new Code(`Math.floor(${arithmetic("/", left, right).code})`, { type: "integer", of: [left, right] }),
  "**": (left, right) => {
    const [base, exponent] = [asNumber(left), asNumber(right)];
    return new Code(`${base.within(LEVEL.primary)} ** ${exponent.within(LEVEL.primary)}`, {
      type: base.type,
      level: LEVEL.unary - 1,
      of: [base, exponent],
    });
  },
  "%": (left, right) => {
    if (left.isString) return formatted(left, right);
    return call("modulo", [asNumber(left), asNumber(right)], { type: "integer" });
  },
};

/** A boolean's opposite. */
export function negated(code: Code): Code {
  if (code.constant !== undefined) return Code.of(code.constant !== true);
  return new Code(`!${code.within(LEVEL.unary)}`, { type: "boolean", level: LEVEL.unary, of: [code] });
}

/** `left === right`, or its opposite. */
export function equality(left: Code, right: Code, isNegated: boolean): Code {
  if (left.constant !== undefined && right.constant !== undefined) {
    const isSame = JSON.stringify(left.constant) === JSON.stringify(right.constant);
    return Code.of(isSame !== isNegated);
  }
  if (areDisjoint(left, right)) return Code.of(isNegated);
  const isNone = left.type === "none" || right.type === "none";
  const [one, other] = isNone ? [left, right] : [left.bare, right.bare];
  if (!isComparable(one) && !isComparable(other)) {
    const equal = call("isEqual", [one, other], { type: "boolean" });
    return isNegated ? negated(equal) : equal;
  }
  const sign = isNegated ? "!==" : "===";
  return new Code(`${one.within(LEVEL.relational)} ${sign} ${other.within(LEVEL.relational)}`, {
    type: "boolean",
    level: LEVEL.equality,
    of: [one, other],
  });
}

const isComparable = ({ type, isScalar }: Code) => isScalar && type !== "nothing";

/** Known types of which no two values are equal, so that the compiler would refuse to compare them. */
function areDisjoint(left: Code, right: Code): boolean {
  const kinds = [left, right].map(({ type }) => {
    if (["integer", "number", "float"].includes(type)) return "number";
    return ["string", "boolean", "array", "object", "none"].includes(type) ? type : undefined;
  });
  return kinds[0] !== undefined && kinds[1] !== undefined && kinds[0] !== kinds[1] && !kinds.includes("none");
}

function relation(sign: "<" | "<=" | ">" | ">=", left: Code, right: Code): Code {
  const isDirect =
    (left.isNumber && right.isNumber) || (left.isString && right.isString) || (isTime(left) && isTime(right));
  if (isDirect) {
    return new Code(`${left.within(LEVEL.additive)} ${sign} ${right.within(LEVEL.additive)}`, {
      type: "boolean",
      level: LEVEL.relational,
      of: [left, right],
    });
  }
  const compared = call("compare", [left.bare, right.bare]);
  return new Code(`${compared.code} ${sign} 0`, { type: "boolean", level: LEVEL.relational, of: [compared] });
}

function contained(item: Code, container: Code): Code {
  if (container.isString && item.isString) {
    return new Code(`${container.within(LEVEL.primary)}.includes(${item.code})`, {
      type: "boolean",
      of: [container, item],
    });
  }
  return call("contains", [container.bare, item], { type: "boolean" });
}

function sum(left: Code, right: Code): Code {
  if (left.type === "string" || right.type === "string") return concatenated([left, right]);
  if (isTime(left)) return call("addDuration", [left, right], { type: left.type });
  if (isTime(right)) return call("addDuration", [right, left], { type: right.type });
  if (left.isNumber && right.isNumber) return arithmetic("+", left, right);
  const isList = left.type === "array" || right.type === "array";
  return call("add", [left, right], isList ? { type: "array" } : {});
}

function arithmetic(sign: "+" | "-" | "*" | "/", left: Code, right: Code): Code {
  const [one, other] = [asNumber(left), asNumber(right)];
  if (sign === "+" && typeof one.constant === "number" && typeof other.constant === "number")
    return Code.of(one.constant + other.constant);
  const level = sign === "+" || sign === "-" ? LEVEL.additive : LEVEL.multiplicative;
  const types = [one.type, other.type];
  return new Code(`${one.within(level)} ${sign} ${other.within(level + 1)}`, {
    type: types.includes("float") ? "float" : types.every((type) => type === "integer") ? "integer" : "number",
    level,
    of: [one, other],
  });
}

function asNumber(code: Code): Code {
  return code.isNumber ? code : new Code(`Number(${code.code})`, { type: "number", of: [code] });
}

/** `'%s-%02d' % (a, b)` */
function formatted(format: Code, values: Code): Code {
  if (typeof format.constant !== "string" || values.type === "array")
    throw new UnsupportedExpression("the operator % on a text");
  const pieces = format.constant.split(/(%s|%0?\d*d|%%)/).map((piece) => {
    if (piece === "%%") return Code.of("%");
    const [, digits] = /^%0?(\d*)[sd]$/.exec(piece) ?? [];
    if (digits === undefined) return Code.of(piece);
    if (digits === "") return asText(values);
    const padded = `${asText(values).within(LEVEL.primary)}.padStart(${digits}, "${piece.startsWith("%0") ? "0" : " "}")`;
    return new Code(padded, { type: "string", of: [asText(values)] });
  });
  return concatenated(pieces);
}
