import { Expression } from "../../design/expression.js";
import type { Constant, ValueType } from "./scope.js";

/** What an expression is known to yield; `unknown` is any JSON value or undefined. */
export type CodeType = ValueType | "none" | "float" | "datetime" | "date" | "duration";

/** How tightly a JavaScript expression binds: one with a lower level needs parentheses within one of a higher level. */
export const LEVEL = {
  conditional: 0,
  or: 1,
  and: 2,
  equality: 3,
  relational: 4,
  additive: 5,
  multiplicative: 6,
  unary: 7,
  primary: 9,
} as const;

interface CodeOptions {
  readonly type?: CodeType;
  readonly level?: number;
  /** Whether it may be undefined although its type is known. */
  readonly isOptional?: boolean;
  /** True for a text that is certainly no literal of Python. */
  readonly isPlain?: boolean;
  readonly constant?: Constant;
  /** Whether Python takes it for true, where that is known of a value that is not a constant. */
  readonly isTrue?: boolean | undefined;
  /** The same without `?? null`, where a value that is missing need not be None. */
  readonly bare?: Code;
  /** Its parts, for a conditional: each branch can be converted by itself. */
  readonly choice?: Choice;
  /** What it is made of, whose helpers it needs. */
  readonly of?: readonly Code[];
  readonly helper?: string;
}

/** A conditional. */
export interface Choice {
  readonly test: Code;
  readonly whenTrue: Code;
  readonly whenFalse: Code;
}

/** A piece of TypeScript, and what is known of its value. */
export class Code {
  readonly code: string;
  readonly type: CodeType;
  readonly level: number;
  readonly isOptional: boolean;
  readonly isPlain: boolean;
  readonly constant: Constant | undefined;
  readonly isTrue: boolean | undefined;
  readonly bare: Code;
  readonly choice: Choice | undefined;
  readonly helpers: readonly string[];

  constructor(code: string, options: CodeOptions = {}) {
    this.code = code;
    this.type = options.type ?? "unknown";
    this.level = options.level ?? LEVEL.primary;
    this.isOptional = options.isOptional ?? false;
    this.isPlain = options.isPlain ?? false;
    this.constant = options.constant;
    this.isTrue = options.isTrue;
    this.bare = options.bare ?? this;
    this.choice = options.choice;
    const own = options.helper === undefined ? [] : [options.helper];
    this.helpers = [...new Set([...own, ...(options.of ?? []).flatMap(({ helpers }) => helpers)])].sort();
  }

  /** The code of a value that is known. */
  static of(constant: Constant, type: CodeType = typeOfConstant(constant)): Code {
    const level = typeof constant === "number" && constant < 0 ? LEVEL.unary : LEVEL.primary;
    return new Code(JSON.stringify(constant), { type, level, constant });
  }

  /** Empty, as a value that is not there. */
  static readonly nothing = new Code("undefined", { type: "nothing" });

  /** Its text where an operator of this level surrounds it. */
  within(level: number): string {
    return this.level < level ? `(${this.code})` : this.code;
  }

  /** True for a text that is always there. */
  get isString(): boolean {
    return this.type === "string" && !this.isOptional;
  }

  get isNumber(): boolean {
    return ["integer", "number", "float"].includes(this.type) && !this.isOptional;
  }

  get isBoolean(): boolean {
    return this.type === "boolean" && !this.isOptional;
  }

  /** True where JavaScript and Python agree on which values are false. */
  get isScalar(): boolean {
    return ["string", "integer", "number", "float", "boolean", "scalar", "none", "nothing"].includes(this.type);
  }

  toExpression(): Expression {
    return new Expression(this.code, { helpers: this.helpers });
  }
}

/** A call of a helper, which is a function in a file of the same name: `firstTruthy` in `first-truthy.ts`. */
export function call(name: string, args: readonly Code[], options: Omit<CodeOptions, "of" | "helper"> = {}): Code {
  const file = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Code(`${name}(${args.map(({ code }) => code).join(", ")})`, { ...options, of: args, helper: file });
}

function typeOfConstant(constant: Constant): CodeType {
  if (constant === null) return "none";
  if (Array.isArray(constant)) return "array";
  switch (typeof constant) {
    case "string":
      return "string";
    case "number":
      return Number.isInteger(constant) ? "integer" : "number";
    case "boolean":
      return "boolean";
    default:
      return "object";
  }
}

/** Python's truth of a known value. */
export function isTruthyConstant(constant: Constant): boolean {
  if (typeof constant !== "object" || constant === null) return Boolean(constant);
  return Object.keys(constant).length > 0;
}

/** A member's name behind a dot or in brackets. */
export function memberText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** What a call or a filter is given, as code. */
export interface CodeArguments {
  readonly args: readonly Code[];
  readonly named: Readonly<Record<string, Code>>;
}
