/** A length of time: whole months, and milliseconds. */
export interface Duration {
  readonly months: number;
  readonly ms: number;
}

const ISO =
  /^([+-])?P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/** The length of time that an ISO 8601 text says, e.g. `P1M` or `PT30M`. @throws RangeError if it is another text. */
export function duration(text: string): Duration {
  const match = ISO.exec(text);
  if (match === null)
    throw new RangeError(`${JSON.stringify(text)} is not a duration. Write it in ISO 8601, e.g. P30D.`);
  const sign = match[1] === "-" ? -1 : 1;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part) => sign * Number(part ?? 0));
  return {
    months: years * 12 + months,
    ms: ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000,
  };
}
