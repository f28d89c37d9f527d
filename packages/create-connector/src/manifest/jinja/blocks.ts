import { Code, call, LEVEL } from "./code.js";
import { Expressions } from "./expressions.js";
import { orNull } from "./literals.js";
import type { Names } from "./members.js";
import { asText, choose, concatenated } from "./render.js";
import type { Loop, Node, Part } from "./tree.js";
import { UnsupportedExpression } from "./unsupported.js";

/** What parts of a template yield, and the names that they set. */
interface Block {
  readonly pieces: readonly Code[];
  readonly names: Names;
}

/** The parts of a template as one piece of code. */
export function codeOf(parts: readonly Part[], names: Names): Code {
  return concatenated(blockOf(parts, names).pieces);
}

/** The parts of a template in order, where `{% set %}` has an effect on those behind it. */
export function blockOf(parts: readonly Part[], names: Names): Block {
  const pieces: Code[] = [];
  let known = names;
  for (const part of parts) {
    const block = ofPart(part, known);
    pieces.push(...block.pieces);
    known = block.names;
  }
  return { pieces, names: known };
}

function ofPart(part: Part, names: Names): Block {
  const expressions = new Expressions(names);
  switch (part.is) {
    case "text":
      return { pieces: [Code.of(part.text)], names };
    case "output":
      return { pieces: [expressions.of(part.value)], names };
    case "set":
      return { pieces: [], names: names.with([[part.name, expressions.of(part.value)]]) };
    case "if":
      return conditional(part, names);
    case "for": {
      const lists = appended(part, names);
      return lists === undefined ? { pieces: [loop(part, names)], names } : { pieces: [], names: names.with(lists) };
    }
  }
}

function conditional({ test, whenTrue, whenFalse }: Part & { is: "if" }, names: Names): Block {
  const condition = new Expressions(names).truth(test);
  if (condition.constant !== undefined) return blockOf(condition.constant === true ? whenTrue : whenFalse, names);
  const [one, other] = [blockOf(whenTrue, names), blockOf(whenFalse, names)];
  const changed = new Set(
    [...one.names.allSet, ...other.names.allSet]
      .filter(([name, code]) => names.setTo(name) !== code)
      .map(([name]) => name),
  );
  const merged = [...changed].map((name) => {
    const [a, b] = [one, other].map((block) => block.names.setTo(name) ?? Code.nothing);
    return [name, choose({ test: condition, whenTrue: a ?? Code.nothing, whenFalse: b ?? Code.nothing })] as const;
  });
  const [a, b] = [concatenated(one.pieces), concatenated(other.pieces)];
  const isSilent = a.constant === "" && b.constant === "";
  return {
    pieces: isSilent ? [] : [choose({ test: condition, whenTrue: a, whenFalse: b })],
    names: names.with(merged),
  };
}

/** `{% for %}` whose output is a text. */
function loop(part: Loop, names: Names): Code {
  const inner = loopNames(part, names);
  const body = asText(codeOf(part.body, inner.names));
  const isCounted = /\b(index|all)\b/.test(body.code);
  const items = filtered(part, names, inner);
  const parameters = isCounted ? `${inner.parameter}, index, all` : inner.parameter;
  return new Code(`${items.within(LEVEL.primary)}.map((${parameters}) => ${body.code}).join("")`, {
    type: "string",
    of: [items, body],
  });
}

/**
 * The usual way to make a list: `{% set _ = list.append(item) %}` in a loop over something, for a list that was set to `[]`. Undefined
 * for a loop that does anything else.
 */
function appended(part: Loop, names: Names): readonly (readonly [string, Code])[] | undefined {
  const inner = loopNames(part, names);
  const found = appends(part.body, inner.names);
  const [list] = found ?? [];
  if (found === undefined || list === undefined) return undefined;
  if (found.some(({ name }) => name !== list.name) || names.setTo(list.name)?.code !== "[]")
    throw new UnsupportedExpression("a loop that changes more than one new list");
  const items = filtered(part, names, inner);
  const isSingle = found.length === 1 && list.test === undefined;
  const values = found.map(({ item, test }) =>
    test === undefined ? item.code : `...(${test.code} ? [${item.code}] : [])`,
  );
  const [value = ""] = values;
  const body = isSingle ? (value.startsWith("{") ? `(${value})` : value) : `[${values.join(", ")}]`;
  const code = `${items.within(LEVEL.primary)}.${isSingle ? "map" : "flatMap"}((${inner.parameter}) => ${body})`;
  return [
    [
      list.name,
      new Code(code, {
        type: "array",
        of: [items, ...found.flatMap(({ item, test }) => [item, ...(test ? [test] : [])])],
      }),
    ],
  ];
}

interface Append {
  readonly name: string;
  readonly item: Code;
  readonly test?: Code;
}

function appends(parts: readonly Part[], names: Names): readonly Append[] | undefined {
  const found: Append[] = [];
  let known = names;
  for (const part of parts) {
    if (part.is === "text" && part.text.trim() === "") continue;
    const call = part.is === "set" ? part.value : part.is === "output" ? part.value : undefined;
    const append = call && appendOf(call, known);
    if (append) found.push(append);
    else if (part.is === "set") known = ofPart(part, known).names;
    else if (part.is === "if" && part.whenFalse.length === 0) {
      const inner = appends(part.whenTrue, known);
      if (inner === undefined || inner.some(({ test }) => test !== undefined)) return undefined;
      const test = new Expressions(known).truth(part.test);
      found.push(...inner.map((one) => ({ ...one, test })));
    } else return undefined;
  }
  return found;
}

function appendOf(node: Node, names: Names): Append | undefined {
  if (node.is !== "call" || node.callee.is !== "member" || node.callee.object.is !== "name") return undefined;
  const { object, property } = node.callee;
  const [item] = node.args;
  if (property.is !== "literal" || property.value !== "append" || item === undefined) return undefined;
  return { name: object.name, item: orNull(new Expressions(names).of(item)) };
}

interface LoopNames {
  readonly names: Names;
  readonly parameter: string;
}

/** The names within a loop: its variables, and `loop.last` and its like. */
function loopNames({ names: variables }: Loop, names: Names): LoopNames {
  const taken = new Set(Object.values(names.scope.roots).map(({ code }) => code));
  const written = variables.map((name) => (taken.has(name) || RESERVED.test(name) ? `${name}Item` : name));
  const position = (code: string, type: "boolean" | "integer") => new Code(code, { type, level: LEVEL.equality });
  const inner = names.with([
    ...variables.map((name, index) => [name, new Code(written[index] ?? name, { type: "unknown" })] as const),
    ["loop.first", position("index === 0", "boolean")],
    ["loop.last", position("index === all.length - 1", "boolean")],
    ["loop.index0", new Code("index", { type: "integer" })],
    ["loop.index", new Code("index + 1", { type: "integer", level: LEVEL.additive })],
    ["loop.length", new Code("all.length", { type: "integer" })],
  ]);
  return { names: inner, parameter: variables.length === 1 ? (written[0] ?? "item") : `[${written.join(", ")}]` };
}

/** Words of TypeScript, and those that a loop uses itself. */
const RESERVED =
  /^(index|all|at|text|default|new|class|function|delete|in|of|var|let|const|this|return|case|export|import|slice|record)$/;

function filtered({ items, test }: Loop, names: Names, inner: LoopNames): Code {
  const code = new Expressions(names).of(items);
  const isList = code.type === "array" && !code.isOptional;
  const list = isList ? code : call("itemsOf", [code.bare], { type: "array" });
  if (test === undefined) return list;
  const condition = new Expressions(inner.names).truth(test);
  return new Code(`${list.within(LEVEL.primary)}.filter((${inner.parameter}) => ${condition.code})`, {
    type: "array",
    of: [list, condition],
  });
}
