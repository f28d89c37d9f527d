import { Code, call, LEVEL } from "./code.js";
import { equality, negated } from "./operators.js";

type Test = (operand: Code, isNegated: boolean) => Code;

const helper =
  (name: string): Test =>
  (operand, isNegated) => {
    const found = call(name, [operand], { type: "boolean" });
    return isNegated ? negated(found) : found;
  };

const isTypeOf =
  (type: "string" | "number" | "boolean"): Test =>
  (operand, isNegated) =>
    new Code(`typeof ${operand.within(LEVEL.unary)} ${isNegated ? "!==" : "==="} "${type}"`, {
      type: "boolean",
      level: LEVEL.equality,
      of: [operand],
    });

const isDefined: Test = (operand, isNegated) => {
  if (operand.type === "nothing") return Code.of(isNegated);
  if (operand.constant !== undefined || operand.isTrue !== undefined || operand.bare !== operand)
    return Code.of(!isNegated);
  return new Code(`${operand.within(LEVEL.relational)} ${isNegated ? "===" : "!=="} undefined`, {
    type: "boolean",
    level: LEVEL.equality,
    of: [operand],
  });
};

const isExactly =
  (value: boolean | null): Test =>
  (operand, isNegated) =>
    equality(operand, Code.of(value), isNegated);

/** The tests of Jinja (`is none`) that have a translation. */
export const TESTS: Readonly<Record<string, Test>> = {
  none: isExactly(null),
  None: isExactly(null),
  true: isExactly(true),
  True: isExactly(true),
  false: isExactly(false),
  False: isExactly(false),
  defined: isDefined,
  undefined: (operand, isNegated) => isDefined(operand, !isNegated),
  string: isTypeOf("string"),
  number: isTypeOf("number"),
  boolean: isTypeOf("boolean"),
  mapping: helper("isMapping"),
  iterable: helper("isIterable"),
  sequence: helper("isIterable"),
};
