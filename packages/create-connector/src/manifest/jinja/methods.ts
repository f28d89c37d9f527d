import { Code, type CodeArguments, call, LEVEL } from "./code.js";
import { formattedTime } from "./macros.js";
import { asText, concatenated } from "./render.js";
import { UnsupportedExpression } from "./unsupported.js";

type Method = (object: Code, given: CodeArguments) => Code;

/** The methods of Python's texts, dicts and times that have a translation; `.get()` is part of a path. */
export const METHODS: Readonly<Record<string, Method>> = {
  strftime: (object, { args }) => {
    const [format] = args;
    if (format === undefined) throw new UnsupportedExpression(".strftime() without a format");
    return formattedTime(asTime(object), format);
  },
  isoformat: (object, { args, named }) => {
    if (object.type === "date") return asText(object);
    const unit = args[1] ?? named["timespec"];
    const separator = args[0] ?? named["sep"] ?? (unit === undefined ? undefined : Code.of("T"));
    const given = [separator, unit].filter((arg) => arg !== undefined);
    return call("isoFormat", [asTime(object), ...given], { type: "string", isPlain: true });
  },
  timestamp: (object) => {
    const time = asTime(object);
    return new Code(`${time.within(LEVEL.primary)}.getTime() / 1000`, {
      type: "float",
      level: LEVEL.multiplicative,
      of: [time],
    });
  },
  weekday: (object) => {
    const time = asTime(object);
    return new Code(`(${time.within(LEVEL.primary)}.getUTCDay() + 6) % 7`, {
      type: "integer",
      level: LEVEL.multiplicative,
      of: [time],
    });
  },
  split: (object, { args }) => {
    const [separator, limit] = args;
    if (separator !== undefined && limit === undefined) return onText(object, ["split", separator], "array");
    return call("splitText", [asText(object), ...(args.length === 0 ? [] : args)], { type: "array" });
  },
  join: (object, { args }) => {
    const [list] = args;
    if (list === undefined) throw new UnsupportedExpression(".join() without a list");
    return call("join", [list, asText(object)], { type: "string" });
  },
  replace: (object, { args }) => replaced(object, args),
  lower: (object) => onText(object, ["toLowerCase"]),
  upper: (object) => onText(object, ["toUpperCase"]),
  strip: (object, { args }) => trimmed(object, "trim", args),
  lstrip: (object, { args }) => trimmed(object, "trimStart", args),
  rstrip: (object, { args }) => trimmed(object, "trimEnd", args),
  title: (object) => call("titleCase", [asText(object)], { type: "string" }),
  startswith: (object, { args }) => onText(object, ["startsWith", args[0]], "boolean"),
  endswith: (object, { args }) => onText(object, ["endsWith", args[0]], "boolean"),
  isdigit: (object) => new Code(`/^\\d+$/.test(${asText(object).code})`, { type: "boolean", of: [object] }),
  items: (object) => call("entriesOf", [object], { type: "array" }),
  keys: (object) => call("itemsOf", [object], { type: "array" }),
  values: (object) => call("valuesOf", [object], { type: "array" }),
  format: (object, { args, named }) => {
    if (typeof object.constant !== "string" || Object.keys(named).length > 0)
      throw new UnsupportedExpression("the method .format()");
    const pieces = object.constant.split(/\{\d*\}/).map((piece) => Code.of(piece));
    if (pieces.length !== args.length + 1 || /[{}]/.test(object.constant.replaceAll(/\{\d*\}/g, "")))
      throw new UnsupportedExpression("the method .format()");
    return concatenated(pieces.flatMap((piece, index) => [piece, args[index] ?? Code.of("")]));
  },
};

/** A method of a text, e.g. `.toLowerCase()`. */
export function onText(
  object: Code,
  [name, ...args]: readonly [string, ...(Code | undefined)[]],
  type: Code["type"] = "string",
): Code {
  const text = asText(object);
  const given = args.filter((arg) => arg !== undefined).map(asText);
  const list = given.map(({ code }) => code).join(", ");
  return new Code(`${text.within(LEVEL.primary)}.${name}(${list})`, { type, of: [text, ...given] });
}

/** Every occurrence of one text becomes another. */
export function replaced(object: Code, [from, to, limit]: readonly Code[]): Code {
  if (from === undefined || to === undefined || limit !== undefined)
    throw new UnsupportedExpression("replace with a count");
  const isSafe = typeof to.constant === "string" && !to.constant.includes("$"); // `$&` has a meaning in JavaScript
  const by = isSafe ? to : new Code(`() => ${asText(to).code}`, { of: [asText(to)] });
  const text = asText(object);
  return new Code(`${text.within(LEVEL.primary)}.replaceAll(${asText(from).code}, ${by.code})`, {
    type: "string",
    of: [text, asText(from), by],
  });
}

function trimmed(object: Code, method: "trim" | "trimStart" | "trimEnd", args: readonly Code[]): Code {
  if (args.length > 0) throw new UnsupportedExpression("the method .strip() of signs other than blank space");
  return onText(object, [method]);
}

/** A time: one already, or a text with one. */
function asTime(code: Code): Code {
  return code.type === "datetime" || code.type === "date" ? code : call("timeOf", [code], { type: "datetime" });
}
