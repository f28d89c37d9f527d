import { Code, type CodeArguments, type CodeType, call } from "./code.js";
import { isPlainFormat } from "./formats.js";
import { asText } from "./render.js";
import { UnsupportedExpression } from "./unsupported.js";

type Macro = (given: CodeArguments) => Code;

/** The functions that the CDK gives to templates. */
export const MACROS: Readonly<Record<string, Macro>> = {
  now_utc: () => new Code("new Date()", { type: "datetime" }),
  today_utc: () => call("today", [], { type: "date" }),
  today_with_timezone: ({ args }) => call("today", [asText(needed(args, 0))], { type: "date" }),
  str_to_datetime: ({ args }) => call("timeOf", [needed(args, 0)], { type: "datetime" }),
  timestamp: ({ args }) => {
    const [time] = args;
    if (time?.isNumber) return new Code(`Math.trunc(${time.code})`, { type: "integer", of: [time] });
    return call("timestamp", [needed(args, 0)], {
      type: "float",
      isOptional: time === undefined || !time.isString,
    });
  },
  duration: ({ args }) => call("duration", [asText(needed(args, 0))], { type: "duration" }),
  day_delta: ({ args, named }) => {
    const days = args[0] ?? named["num_days"];
    const format = args[1] ?? named["format"] ?? Code.of("%Y-%m-%dT%H:%M:%S.%f%z");
    if (days === undefined) throw new UnsupportedExpression("day_delta() without days");
    return formattedTime(call("daysAway", [days], { type: "datetime" }), format);
  },
  format_datetime: ({ args, named }) => {
    const format = args[1] ?? named["format"];
    const input = args[2] ?? named["input_format"];
    const time = args[0] ?? named["dt"];
    if (format === undefined || time === undefined)
      throw new UnsupportedExpression("format_datetime() without a format");
    if (time.type === "datetime" || time.type === "date") return formattedTime(time, format);
    return call("formatTime", [time, asText(format), ...(input === undefined ? [] : [asText(input)])], {
      ...formatOptions(format),
      isOptional: !time.isString && !time.isNumber, // there is no text of a time that is missing
    });
  },
  max: ({ args }) => extreme("largest", "Math.max", args),
  min: ({ args }) => extreme("smallest", "Math.min", args),
  sanitize_url: ({ args }) => call("quotePlus", [asText(needed(args, 0))], { type: "string" }),
  camel_case_to_snake_case: ({ args }) => call("snakeCase", [asText(needed(args, 0))], { type: "string" }),
  generate_uuid: () => new Code("crypto.randomUUID()", { type: "string", isPlain: true }),
  /** Not one of the CDK's, but what authors mean is clear. */
  len: ({ args }) => call("sizeOf", [needed(args, 0)], { type: "integer" }),
};

/** A time by a format of `strftime`. */
export function formattedTime(time: Code, format: Code): Code {
  if (format.constant === "%Y-%m-%d" && time.code === "new Date()")
    return new Code("new Date().toISOString().slice(0, 10)", { type: "string", isPlain: true });
  return call("strftime", [time, asText(format)], formatOptions(format));
}

function formatOptions({ constant }: Code): { readonly type: CodeType; readonly isPlain: boolean } {
  return { type: "string", isPlain: typeof constant === "string" && isPlainFormat(constant) };
}

function extreme(helper: string, math: string, args: readonly Code[]): Code {
  if (args.length > 1 && args.every(({ isNumber }) => isNumber)) {
    const type = args.every(({ type }) => type === "integer") ? "integer" : "number";
    return new Code(`${math}(${args.map(({ code }) => code).join(", ")})`, { type, of: args });
  }
  const isText = args.length > 1 && args.every(({ isString }) => isString);
  return call(helper, args, {
    type: isText ? "string" : "unknown",
    isPlain: isText && args.every(({ isPlain }) => isPlain),
  });
}

function needed(args: readonly Code[], index: number): Code {
  const arg = args[index];
  if (arg === undefined) throw new UnsupportedExpression("a function without its argument");
  return arg;
}
