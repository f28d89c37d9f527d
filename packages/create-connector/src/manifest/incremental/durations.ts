import type { DurationDesign } from "../../design/cursor.js";

const ISO_DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A duration of ISO 8601 in one unit; undefined if it is none. Less than a millisecond is a millisecond, as core's times have no more digits. */
export function durationOf(text: string): DurationDesign | undefined {
  const found = ISO_DURATION.exec(text.trim());
  if (found === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const [inMonths, inSeconds] = [
    12 * years + months,
    (((7 * weeks + days) * 24 + hours) * 60 + minutes) * 60 + seconds,
  ];
  if (inMonths > 0 && inSeconds > 0) return inSecondsOf(inMonths * 30 * DAY + inSeconds);
  return inMonths > 0 ? { amount: inMonths, unit: "months" } : inSecondsOf(inSeconds);
}

const DAY = 86_400;

function inSecondsOf(seconds: number): DurationDesign {
  const units = [
    ["days", DAY],
    ["hours", 3600],
    ["minutes", 60],
  ] as const;
  const [unit, length] = units.find(([, one]) => seconds > 0 && seconds % one === 0) ?? ["seconds", 1];
  const isFraction = seconds > 0 && seconds < 1;
  return { amount: isFraction ? Math.max(0.001, seconds) : Math.ceil(seconds / length), unit };
}

/** The code of a duration. */
export function durationCode({ amount, unit }: DurationDesign): string {
  return `${unit}(${amount})`;
}
