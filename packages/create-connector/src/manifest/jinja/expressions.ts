import { Code, type CodeArguments, call, LEVEL } from "./code.js";
import { FILTERS } from "./filters.js";
import { dictOf, listOf } from "./literals.js";
import { MACROS } from "./macros.js";
import { member, type Names } from "./members.js";
import { METHODS } from "./methods.js";
import { binary, negative } from "./operators.js";
import { asCondition, asText, choose, commonType, isTime, truth } from "./render.js";
import { TESTS } from "./tests.js";
import type { Arguments, Node } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/** Expressions as TypeScript. */
export class Expressions {
  readonly names: Names;

  constructor(names: Names) {
    this.names = names;
  }

  of(node: Node): Code {
    switch (node.is) {
      case "literal":
        return node.isFloat ? Code.of(node.value, "float") : Code.of(node.value);
      case "list":
        return listOf(node.items.map((item) => this.of(item)));
      case "dict":
        return dictOf(node.entries.map(([key, value]) => [this.of(key), this.of(value)] as const));
      case "name":
      case "member":
        return member(node, this);
      case "slice":
        return this.#slice(this.of(node.object), node.bounds);
      case "call":
        return this.#call(node);
      case "filter":
        return this.#filter(node);
      case "test":
        return this.#test(node);
      case "binary":
        return this.#binary(node);
      case "unary":
        return this.#unary(node.operator, node.operand);
      case "ternary":
        return choose({
          test: this.truth(node.test),
          whenTrue: this.of(node.whenTrue),
          whenFalse: node.whenFalse === undefined ? Code.nothing : this.of(node.whenFalse),
        });
    }
  }

  /** Whether Python takes an expression for true, as the test of a conditional. */
  truth(node: Node): Code {
    return this.#logical(node, (leaf) => truth(this.of(leaf))) ?? truth(this.of(node));
  }

  /** Whether an expression is one that a condition, e.g. of a filter, takes for true. */
  condition(node: Node): Code {
    return this.#logical(node, (leaf) => asCondition(this.of(leaf))) ?? asCondition(this.of(node));
  }

  /** `and` and `or` between two tests. */
  #logical(node: Node, leaf: (node: Node) => Code): Code | undefined {
    if (node.is !== "binary" || (node.operator !== "and" && node.operator !== "or")) return undefined;
    const [left, right] = [node.left, node.right].map((side) => this.#logical(side, leaf) ?? leaf(side));
    if (left === undefined || right === undefined) return undefined;
    const isAnd = node.operator === "and";
    if (left.constant !== undefined) return Boolean(left.constant) === isAnd ? right : left;
    if (right.constant !== undefined) return Boolean(right.constant) === isAnd ? left : right;
    const level = isAnd ? LEVEL.and : LEVEL.or;
    const type = left.type === "boolean" && right.type === "boolean" ? "boolean" : "scalar";
    return new Code(`${left.within(level)} ${isAnd ? "&&" : "||"} ${right.within(level)}`, {
      type,
      level,
      of: [left, right],
    });
  }

  #binary({ operator, left, right }: Node & { is: "binary" }): Code {
    if (operator === "and" || operator === "or") return this.#either(operator, this.of(left), this.of(right));
    const isChain = (name: string) => ["<", "<=", ">", ">="].includes(name);
    if (isChain(operator) && left.is === "binary" && isChain(left.operator)) {
      const middle: Node = { is: "binary", operator, left: left.right, right }; // a < b < c: Python compares b with both
      return this.truth({ is: "binary", operator: "and", left, right: middle });
    }
    return binary(operator, this.of(left), this.of(right));
  }

  /** The value that `or` or `and` yields: one of its two sides. */
  #either(operator: "and" | "or", left: Code, right: Code): Code {
    const test = truth(left);
    if (test.constant !== undefined) return Boolean(test.constant) === (operator === "or") ? left : right;
    const bare = left.bare;
    if (operator === "and") {
      if (bare.isBoolean && right.isBoolean) return logicalOf("&&", bare, right);
      return choose({ test, whenTrue: right, whenFalse: left });
    }
    if (isTime(right) !== isTime(left)) return this.#either("or", left, asText(right));
    if (bare.isScalar && bare.choice === undefined) return logicalOf("||", bare, right);
    if (right.helpers.some((helper) => MAY_FAIL.test(helper)))
      return choose({ test, whenTrue: bare, whenFalse: right }); // which is not evaluated in vain
    return call("firstTruthy", [bare, right], { type: commonType(bare, right) === "array" ? "array" : "unknown" });
  }

  #unary(operator: "not" | "-" | "+", operand: Node): Code {
    if (operator === "-") return negative(this.of(operand));
    if (operator === "+") return this.of(operand);
    const test = this.truth(operand);
    if (test.constant !== undefined) return Code.of(!test.constant);
    const equality = /^([^=!<>&|?:]+) (===|!==) ([^=!<>&|?:]+)$/.exec(test.code); // `a !== b` in place of `!(a === b)`
    if (equality !== null && test.level === LEVEL.equality) {
      const [, left, sign, right] = equality;
      const opposite = sign === "===" ? "!==" : "===";
      return new Code(`${left} ${opposite} ${right}`, { type: "boolean", level: LEVEL.equality, of: [test] });
    }
    return new Code(`!${test.within(LEVEL.unary)}`, { type: "boolean", level: LEVEL.unary, of: [test] });
  }

  #slice(object: Code, bounds: readonly (Node | undefined)[]): Code {
    if (bounds[2] !== undefined) throw new UnsupportedExpression("a slice with a step");
    const [start, stop] = bounds.map((bound) => (bound === undefined ? undefined : this.of(bound)));
    const all = [object, ...[start, stop].filter((bound) => bound !== undefined)];
    const known = all.slice(1).every(({ isNumber }) => isNumber);
    const args = [start?.code ?? "0", ...(stop === undefined ? [] : [stop.code])].join(", ");
    if (known && (object.isString || (object.type === "array" && !object.isOptional)))
      return new Code(`${object.within(LEVEL.primary)}.slice(${args})`, { type: object.type, of: all });
    return call("sliceOf", [object, start ?? Code.of(0), ...(stop === undefined ? [] : [stop])]);
  }

  #arguments({ args, named }: Arguments): CodeArguments {
    return {
      args: args.map((arg) => this.of(arg)),
      named: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, this.of(value)])),
    };
  }

  #call(node: Node & { is: "call" }): Code {
    const { callee } = node;
    if (callee.is === "name") {
      const macro = Object.hasOwn(MACROS, callee.name) ? MACROS[callee.name] : undefined;
      if (macro === undefined) throw new UnsupportedExpression(`the function ${callee.name}()`);
      return macro(this.#arguments(node));
    }
    if (callee.is !== "member" || !callee.isAttribute || callee.property.is !== "literal")
      throw new UnsupportedExpression("a call of something other than a function or a method");
    const name = String(callee.property.value);
    if (name === "get") return member(node, this);
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (method === undefined) throw new UnsupportedExpression(`the method .${name}()`);
    return method(this.of(callee.object), this.#arguments(node));
  }

  #filter(node: Node & { is: "filter" }): Code {
    const filter = Object.hasOwn(FILTERS, node.name) ? FILTERS[node.name] : undefined;
    if (filter === undefined) throw new UnsupportedExpression(`the filter ${node.name}`);
    return filter(this.of(node.operand), this.#arguments(node));
  }

  #test({ name, operand, isNegated }: Node & { is: "test" }): Code {
    const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
    if (test === undefined) throw new UnsupportedExpression(`the test "is ${name}"`);
    return test(this.of(operand), isNegated);
  }
}

/** Helpers that fail where a text is not a time. */
const MAY_FAIL = /^(format-time|time-of|timestamp|duration)$/;

function logicalOf(sign: "&&" | "||", left: Code, right: Code): Code {
  const level = sign === "&&" ? LEVEL.and : LEVEL.or;
  return new Code(`${left.within(level)} ${sign} ${right.within(level)}`, {
    type: left.type === "nothing" ? right.type : commonType(left, right),
    level,
    isOptional: right.isOptional,
    isPlain: left.isPlain && right.isPlain,
    of: [left, right],
  });
}
