import { Code, call, LEVEL, memberText } from "./code.js";
import { asText, isTime } from "./render.js";
import type { Constant, Root, Scope } from "./scope.js";
import type { Node } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/** Translates the expressions within a path; an interface, because each needs the other. */
export interface Translator {
  readonly names: Names;
  of(node: Node): Code;
}

/** The names of a template: those of its scope, and those that it sets itself. */
export class Names {
  readonly scope: Scope;
  readonly #set: ReadonlyMap<string, Code>;

  constructor(scope: Scope, set: ReadonlyMap<string, Code> = new Map()) {
    this.scope = scope;
    this.#set = set;
  }

  with(entries: Iterable<readonly [string, Code]>): Names {
    return new Names(this.scope, new Map([...this.#set, ...entries]));
  }

  /** What `{% set %}` or `{% for %}` made of a name. */
  setTo(name: string): Code | undefined {
    return this.#set.get(name);
  }

  get allSet(): ReadonlyMap<string, Code> {
    return this.#set;
  }
}

/** One step of a path: a name, an index, or an expression; with the value to take where it is missing, if `.get()` says one. */
interface Step {
  readonly key: Code;
  readonly missing?: Code;
}

/** Methods of Python's dict: Jinja finds them before a key of the same name when it is behind a dot. */
const DICT_METHODS = /^(clear|copy|fromkeys|get|items|keys|pop|popitem|setdefault|update|values)$/;

/** A name with the members behind it: `config.a['b'].get('c', {})`. */
export function member(node: Node, expressions: Translator): Code {
  const steps: Step[] = [];
  let base = node;
  while (base.is === "member" || isGet(base)) {
    if (base.is === "member") {
      if (base.isAttribute && base.property.is === "literal" && DICT_METHODS.test(String(base.property.value)))
        throw new UnsupportedExpression(`the method .${String(base.property.value)} without a call`);
      steps.unshift({ key: expressions.of(base.property) });
      base = base.object;
    } else {
      const [key, missing] = base.args;
      if (key === undefined) throw new UnsupportedExpression(".get() without a key");
      steps.unshift({
        key: expressions.of(key),
        missing: missing === undefined ? Code.of(null) : expressions.of(missing),
      });
      base = base.callee.object;
    }
  }
  return base.is === "name" ? ofName(base.name, steps, expressions.names) : stepped(expressions.of(base), steps);
}

type GetCall = Node & { is: "call" } & { readonly callee: Node & { is: "member" } };

function isGet(node: Node): node is GetCall {
  if (node.is !== "call" || node.callee.is !== "member") return false;
  const { property, isAttribute } = node.callee;
  return isAttribute && property.is === "literal" && property.value === "get";
}

function ofName(name: string, steps: readonly Step[], names: Names): Code {
  const [first] = steps;
  const set = names.setTo(name === "loop" && first !== undefined ? `loop.${String(first.key.constant)}` : name);
  if (set !== undefined) return stepped(set, name === "loop" ? steps.slice(1) : steps);
  if (name === "parameters") return stepped(Code.of(names.scope.parameters ?? {}), steps);
  const root = Object.hasOwn(names.scope.roots, name) ? names.scope.roots[name] : undefined;
  if (root === undefined) throw new UnsupportedExpression(`the name ${name}`);
  if (root.isEmpty === true && steps.length > 0) return orMissing(Code.nothing, steps.at(-1)?.missing);
  const { path, rest } = knownPath(steps);
  const known = path.length > 0 ? typed(root, path) : undefined;
  if (known === undefined) return untyped(root, steps);
  return stepped(orMissing(known, steps[path.length - 1]?.missing), rest);
}

/** The names at the start of a path, up to the first that has a value of its own where it is missing. */
function knownPath(steps: readonly Step[]): { readonly path: readonly string[]; readonly rest: readonly Step[] } {
  const path: string[] = [];
  for (const { key, missing } of steps) {
    if (typeof key.constant !== "string") break;
    path.push(key.constant);
    if (missing !== undefined && !isEmpty(missing)) break;
  }
  return { path, rest: steps.slice(path.length) };
}

/** A path that TypeScript knows: `config.credentials?.token`. */
function typed({ code, typeOf }: Root, path: readonly string[]): Code | undefined {
  const known = typeOf?.(path);
  if (known === undefined || typeOf === undefined) return undefined;
  if (known.type === "nothing") return Code.nothing;
  let text = code;
  let isOptional = false;
  path.forEach((name, index) => {
    const step = memberText(name);
    text += isOptional ? `?.${step.startsWith(".") ? step.slice(1) : step}` : step;
    isOptional ||= typeOf(path.slice(0, index + 1))?.isOptional ?? false;
  });
  return new Code(text, { type: known.type, isOptional, isPlain: known.isPlainText ?? false });
}

function untyped(root: Root, steps: readonly Step[]): Code {
  const base = new Code(root.code, { type: root.type ?? "unknown", isTrue: root.isTrue });
  const [first, ...rest] = steps;
  const isUndeclared = root.typeOf !== undefined; // TypeScript knows nothing of a setting that the specification does not have
  if (isUndeclared || first === undefined || root.type !== "object" || typeof first.key.constant !== "string")
    return stepped(base, steps);
  const isLast = rest.length === 0;
  const direct = new Code(root.code + memberText(first.key.constant), { type: "unknown" });
  return isLast ? orMissing(direct, first.missing) : stepped(base, steps);
}

/** Steps that are read with the helper `at`, as many at once as possible. */
function stepped(base: Code, steps: readonly Step[]): Code {
  const [first] = steps;
  if (first === undefined) return base;
  if (base.type === "datetime" || base.type === "date") return partOfTime(base, String(first.key.constant));
  const isBreak = ({ missing }: Step) => missing !== undefined && !isEmpty(missing);
  const until = steps.findIndex(isBreak);
  const taken = until === -1 ? steps : steps.slice(0, until + 1);
  const found = constantAt(base.constant, taken) ?? call("at", [base.bare, ...taken.map(({ key }) => key)]);
  return stepped(orMissing(found, taken.at(-1)?.missing), steps.slice(taken.length));
}

/** `now_utc().year` */
function partOfTime(time: Code, name: string): Code {
  const part = Object.hasOwn(TIME_PARTS, name) ? TIME_PARTS[name] : undefined;
  if (part === undefined) throw new UnsupportedExpression(`the member .${name} of a time`);
  const [method, offset] = part;
  const code = `${time.within(LEVEL.primary)}.${method}()${offset}`;
  return new Code(code, { type: "integer", level: offset === "" ? LEVEL.primary : LEVEL.additive, of: [time] });
}

const TIME_PARTS: Readonly<Record<string, readonly [method: string, offset: string]>> = {
  year: ["getUTCFullYear", ""],
  month: ["getUTCMonth", " + 1"],
  day: ["getUTCDate", ""],
  hour: ["getUTCHours", ""],
  minute: ["getUTCMinutes", ""],
  second: ["getUTCSeconds", ""],
};

function constantAt(base: Constant | undefined, steps: readonly Step[]): Code | undefined {
  let found = base;
  for (const { key } of steps) {
    if (found === undefined || key.constant === undefined) return undefined;
    if (typeof found !== "object" || found === null) return Code.nothing;
    const name = String(key.constant);
    const value = Object.hasOwn(found, name) ? (found as { readonly [name: string]: Constant })[name] : undefined;
    if (value === undefined) return Code.nothing;
    found = value;
  }
  return found === undefined ? undefined : Code.of(found);
}

/** `.get(key, missing)`: the second value only where there is no key. */
function orMissing(code: Code, missing: Code | undefined): Code {
  if (missing === undefined) return code;
  if (code.type === "nothing") return missing;
  if (code.constant !== undefined || (!code.isOptional && code.type !== "unknown" && code.type !== "scalar"))
    return code;
  return orElse(code, missing);
}

/** The value, or another one where there is none. */
export function orElse(code: Code, other: Code): Code {
  const isNull = other.type === "none";
  const isConfig = code.isOptional; // settings that are null count as missing
  if (isTime(other)) return orElse(code, asText(other));
  if (!isNull && !isConfig) return call("orElse", [code, other], { type: "unknown" });
  const type = code.type === other.type ? code.type : isNull && code.type === "scalar" ? "scalar" : "unknown";
  const isText = [code.type, other.type].every((known) => ["string", "integer", "number", "none"].includes(known));
  return new Code(`${code.within(LEVEL.or)} ?? ${other.code}`, {
    type: type === "unknown" && isText ? "scalar" : type,
    level: LEVEL.or,
    isOptional: other.isOptional,
    isPlain: code.isPlain && other.isPlain,
    of: [code, other],
    ...(isNull && { bare: code }),
  });
}

/** A value that a next step finds nothing in: `{}`, `''`, none. */
function isEmpty({ constant }: Code): boolean {
  return constant === null || constant === "" || (typeof constant === "object" && Object.keys(constant).length === 0);
}
