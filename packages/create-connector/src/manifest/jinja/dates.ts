import { isTemplate } from "./parse.js";
import { partsOf, pathOfNode } from "./paths.js";
import type { Node, Part } from "./tree.js";

/** A time that a template says, as in `start_datetime`. */
export type TemplateDate =
  /** Of a setting; without it, the text of `fallback`. `format` of strftime, if it is converted. */
  | {
      readonly kind: "config";
      readonly path: readonly string[];
      readonly fallback?: string;
      readonly format?: string;
    }
  /** Now, or the start of the current day (UTC); `away`: an ISO 8601 duration later, or earlier with a minus: `-P30D`. */
  | { readonly kind: "now" | "today"; readonly away?: string; readonly format?: string }
  | { readonly kind: "literal"; readonly text: string };

/** The form of a time; undefined if it is none of them. */
export function dateOf(text: string): TemplateDate | undefined {
  if (!isTemplate(text)) return { kind: "literal", text };
  const parts = partsOf(text)?.filter((part) => part.is !== "text" || part.text.trim() !== "");
  const [first, second, ...others] = parts ?? [];
  if (first?.is !== "output" || others.length > 0 || !(second === undefined || isStartOfDay(second))) return undefined;
  const found = ofNode(first.value);
  return second === undefined || found?.kind === "config" ? found : undefined;
}

/** `T00:00:00Z` behind a day, which changes nothing. */
function isStartOfDay(part: Part): boolean {
  return part.is === "text" && /^[T ]00:00:00(\.0+)?(Z|\+00:?00)?\s*$/.test(part.text);
}

function ofNode(node: Node): TemplateDate | undefined {
  switch (node.is) {
    case "literal":
      return typeof node.value === "string" ? { kind: "literal", text: node.value } : undefined;
    case "call":
      return ofCall(node) ?? ofPath(node);
    case "binary":
      if (node.operator === "or") return ofPath(node) ?? withOther(ofNode(node.left), ofNode(node.right));
      return ofSum(node);
    case "ternary":
      return ofTernary(node);
    case "filter":
      return ofPath(node) ?? ofDefault(node);
    default:
      return ofPath(node);
  }
}

/** `config.start | default('2020-01-01', true)` */
function ofDefault({ name, operand, args }: Node & { is: "filter" }): TemplateDate | undefined {
  const [other] = args;
  return name === "default" && other !== undefined ? withOther(ofNode(operand), ofNode(other)) : undefined;
}

function ofPath(node: Node): TemplateDate | undefined {
  const found = pathOfNode(node);
  if (found !== undefined && found.root === "config" && found.path.length > 0) {
    const { path, fallback } = found;
    return { kind: "config", path, ...(typeof fallback === "string" && { fallback }) };
  }
  if (node.is !== "call" || node.callee.is !== "member") return undefined;
  const [key, other] = node.args; // .get('start') with anything else
  if (key === undefined || other === undefined) return undefined;
  return withOther(ofPath({ ...node, args: [key] }), ofNode(other));
}

function withOther(found: TemplateDate | undefined, other: TemplateDate | undefined): TemplateDate | undefined {
  if (found?.kind !== "config" || other?.kind !== "literal" || found.fallback !== undefined) return undefined;
  return { ...found, fallback: other.text };
}

/** `config.start if config.start else '2020-01-01'` */
function ofTernary({ test, whenTrue, whenFalse }: Node & { is: "ternary" }): TemplateDate | undefined {
  const [tested, then] = [ofPath(test), ofNode(whenTrue)];
  if (tested?.kind !== "config" || then?.kind !== "config" || whenFalse === undefined) return undefined;
  return tested.path.join("\0") === then.path.join("\0") ? withOther(then, ofNode(whenFalse)) : undefined;
}

function ofCall({ callee, args, named }: Node & { is: "call" }): TemplateDate | undefined {
  const [first, second] = args;
  if (callee.is === "member") {
    const time = ofNode(callee.object);
    const name = callee.property.is === "literal" ? callee.property.value : undefined;
    if (name === "isoformat") return time;
    return name === "strftime" ? formatted(time, first) : undefined;
  }
  if (callee.is !== "name") return undefined;
  switch (callee.name) {
    case "now_utc":
      return { kind: "now" };
    case "today_utc":
      return { kind: "today" };
    case "day_delta": {
      const days = numberOf(first ?? named["num_days"]);
      const format = second ?? named["format"];
      if (days === undefined) return undefined;
      const time: TemplateDate = {
        kind: "now",
        ...(days !== 0 && { away: `${days < 0 ? "-" : ""}P${Math.abs(days)}D` }),
      };
      return format === undefined ? time : formatted(time, format);
    }
    case "format_datetime": {
      const isPlain = args.length === 2 && Object.keys(named).length === 0;
      return isPlain && first !== undefined ? formatted(ofNode(first), second) : undefined;
    }
    case "str_to_datetime":
      return first && ofNode(first);
    case "timestamp":
      return first && formatted(ofNode(first), { is: "literal", value: "%s" });
    default:
      return undefined;
  }
}

function formatted(time: TemplateDate | undefined, format: Node | undefined): TemplateDate | undefined {
  if (time === undefined || time.kind === "literal") return time;
  return format?.is === "literal" && typeof format.value === "string" ? { ...time, format: format.value } : undefined;
}

/** `now_utc() - duration('P30D')` */
function ofSum({ operator, left, right }: Node & { is: "binary" }): TemplateDate | undefined {
  const time = ofNode(left);
  const isDuration = right.is === "call" && right.callee.is === "name" && right.callee.name === "duration";
  const length = isDuration ? right.args[0] : undefined;
  if ((time?.kind !== "now" && time?.kind !== "today") || time.away !== undefined) return undefined;
  if (length?.is !== "literal" || typeof length.value !== "string" || (operator !== "-" && operator !== "+"))
    return undefined;
  const isEarlier = (operator === "-") !== length.value.startsWith("-");
  return { ...time, away: `${isEarlier ? "-" : ""}${length.value.replace(/^-/, "")}` };
}

function numberOf(node: Node | undefined): number | undefined {
  if (node?.is === "literal" && typeof node.value === "number") return node.value;
  if (node?.is === "unary" && node.operator === "-") {
    const value = numberOf(node.operand);
    return value === undefined ? undefined : -value;
  }
  return undefined;
}
