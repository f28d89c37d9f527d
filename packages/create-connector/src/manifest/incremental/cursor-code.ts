import type { BoundDesign, CursorDesign, DurationDesign, TimeFormatDesign } from "../../design/cursor.js";
import { Expression } from "../../design/expression.js";
import { durationCode } from "./durations.js";
import { formatCode } from "./time-formats.js";

interface Parts {
  readonly field: string;
  readonly as: TimeFormatDesign;
  readonly fieldAs?: TimeFormatDesign | undefined;
  readonly from: BoundDesign;
  readonly to?: BoundDesign;
  readonly earliest?: Expression;
  readonly latest?: Expression;
}

interface Lengths {
  readonly width: DurationDesign | Expression | undefined;
  readonly gap: DurationDesign | undefined;
  readonly lookback: DurationDesign | Expression | undefined;
}

/** A cursor whose lengths of time are settings. */
export function configuredCursor(kind: "window" | "since", parts: Parts, lengths: Lengths): CursorDesign {
  const { field, as, fieldAs, from, to, earliest, latest } = parts;
  const [asCode, fieldAsCode] = [formatCode(as), fieldAs && formatCode(fieldAs)];
  const name = kind === "window" ? "DateWindowCursor" : "SinceCursor";
  const options = [
    `field: ${JSON.stringify(field)}`,
    ...parameterOptions(from, to),
    `as: ${asCode.code}`,
    ...(fieldAsCode === undefined ? [] : [`fieldAs: ${fieldAsCode.code}`]),
    ...(earliest === undefined ? [] : [`earliest: () => ${earliest.code}`]),
    ...(latest === undefined ? [] : [`latest: () => ${latest.code}`]),
    ...lengthOption("width", lengths.width),
    ...lengthOption("gap", lengths.gap),
    ...lengthOption("lookback", lengths.lookback),
  ];
  const expressions = [earliest, latest, lengths.width, lengths.lookback].filter((one) => one instanceof Expression);
  const units = [lengths.width, lengths.gap, lengths.lookback].flatMap((one) =>
    one === undefined || one instanceof Expression ? [] : one.unit,
  );
  const formats = [asCode.name, ...(fieldAsCode === undefined ? [] : [fieldAsCode.name])];
  return {
    kind: "code",
    field,
    code: new Expression(`new ${name}({ ${options.join(", ")} })`, {
      imports: [...new Set([name, ...formats, ...units, ...expressions.flatMap(({ imports }) => imports)])],
      helpers: [...new Set(expressions.flatMap(({ helpers }) => helpers))],
    }),
  };
}

function parameterOptions({ param, in: place = "query" }: BoundDesign, to: BoundDesign | undefined): readonly string[] {
  return [
    `from: ${JSON.stringify(param)}`,
    ...(to === undefined ? [] : [`to: ${JSON.stringify(to.param)}`]),
    ...(place === "query" ? [] : [`in: ${JSON.stringify(place)}`]),
  ];
}

function lengthOption(name: string, length: DurationDesign | Expression | undefined): readonly string[] {
  if (length === undefined) return [];
  return [`${name}: ${length instanceof Expression ? length.code : durationCode(length)}`];
}
