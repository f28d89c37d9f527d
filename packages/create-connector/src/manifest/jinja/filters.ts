import { Code, type CodeArguments, call, LEVEL } from "./code.js";
import { orElse } from "./members.js";
import { onText, replaced } from "./methods.js";
import { asText } from "./render.js";
import { UnsupportedExpression } from "./unsupported.js";

type Filter = (operand: Code, given: CodeArguments) => Code;

const onTextWith =
  (method: string): Filter =>
  (operand) =>
    onText(operand, [method]);

/** A helper of the text, with the texts that it is given. */
const ofText =
  (helper: string): Filter =>
  (operand, { args }) =>
    call(helper, [asText(operand), ...args.map(asText)], { type: "string" });

/** A helper of the value as it is. */
const ofValue =
  (helper: string, type: Code["type"] = "unknown"): Filter =>
  (operand, { args }) =>
    call(helper, [operand, ...args], { type });

const defaulted: Filter = (operand, { args, named }) => {
  const other = args[0] ?? named["default_value"] ?? Code.of("");
  const isForFalse = (args[1] ?? named["boolean"])?.constant === true;
  if (isForFalse) return call("firstTruthy", [operand.bare, other]);
  if (operand.type === "nothing") return other;
  const isThere = operand.bare !== operand || operand.constant !== undefined || operand.type === "array";
  if (isThere || (!operand.isOptional && !["unknown", "scalar"].includes(operand.type))) return operand;
  return orElse(operand, other);
};

const listed: Filter = (operand) =>
  operand.type === "array" && !operand.isOptional ? operand : call("itemsOf", [operand], { type: "array" });

const length: Filter = (operand) => {
  if (operand.isString) return new Code(`${operand.within(LEVEL.primary)}.length`, { type: "integer", of: [operand] });
  return call("sizeOf", [operand.bare], { type: "integer" });
};

/** The filters of Jinja and of the CDK that have a translation. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  int: (operand, { args }) =>
    operand.type === "integer" && operand.isNumber
      ? operand
      : call("toInteger", [operand, ...args], { type: "integer" }),
  float: (operand, { args }) => call("toFloat", [operand, ...args], { type: "float" }),
  round: (operand, { args }) => call("rounded", [operand, ...args], { type: "float" }),
  abs: (operand) =>
    new Code(`Math.abs(${operand.isNumber ? operand.code : `Number(${operand.code})`})`, {
      type: "number",
      of: [operand],
    }),
  default: defaulted,
  d: defaulted,
  length,
  count: length,
  list: listed,
  first: ofValue("firstOf"),
  last: ofValue("lastOf"),
  unique: ofValue("distinct", "array"),
  min: ofValue("smallest"),
  max: ofValue("largest"),
  items: ofValue("entriesOf", "array"),
  join: (operand, { args }) => call("join", [operand, ...args.map(asText)], { type: "string" }),
  map: (operand, { args, named }) => {
    const attribute = named["attribute"];
    if (attribute !== undefined) return call("pluck", [operand, attribute], { type: "array" });
    return mapped(operand, args);
  },
  selectattr: (operand, { args }) => selected(operand, args),
  string: (operand) => (operand.isString ? operand : call("jsonString", [operand], { type: "string" })),
  tojson: (operand) => call("toJson", [operand], { type: "string" }),
  lower: onTextWith("toLowerCase"),
  upper: onTextWith("toUpperCase"),
  trim: onTextWith("trim"),
  title: ofText("titleCase"),
  replace: (operand, { args }) => replaced(operand, args),
  regex_search: ofText("regexSearch"),
  regex_replace: ofText("regexReplace"),
  urlencode: (operand) => call("urlEncode", [operand], { type: "string" }),
  base64encode: ofText("base64Encode"),
  base64decode: ofText("base64Decode"),
  base64binascii_decode: ofText("base64Encode"), // the CDK's filter encodes, whatever its name says
  hash: (operand, { args, named }) => {
    const salt = args[1] ?? named["salt"];
    const algorithm = args[0] ?? named["hash_type"] ?? Code.of("md5");
    return call("hashOf", [asText(operand), asText(algorithm), ...(salt === undefined ? [] : [asText(salt)])], {
      type: "string",
    });
  },
  hmac: ofText("hmacOf"),
};

/** `map('int')`: a filter for each item. */
function mapped(operand: Code, [name, ...args]: readonly Code[]): Code {
  const filter =
    typeof name?.constant === "string" && Object.hasOwn(FILTERS, name.constant) ? FILTERS[name.constant] : undefined;
  if (filter === undefined)
    throw new UnsupportedExpression("the filter map of something other than an attribute or a filter");
  const each = filter(new Code("item"), { args, named: {} });
  const list = listed(operand, { args: [], named: {} });
  return new Code(`${list.within(LEVEL.primary)}.map((item) => ${each.code})`, { type: "array", of: [list, each] });
}

/** Items by a test of an attribute. */
function selected(operand: Code, [attribute, test, value]: readonly Code[]): Code {
  if (attribute === undefined) throw new UnsupportedExpression("selectattr without an attribute");
  const isEquality = ["equalto", "==", "eq", "sameas"].includes(String(test?.constant));
  if (test !== undefined && (!isEquality || value === undefined))
    throw new UnsupportedExpression(`selectattr with the test ${String(test.constant)}`);
  return call("selectBy", [operand, attribute, ...(value === undefined ? [] : [value])], { type: "array" });
}
