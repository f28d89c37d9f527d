/**
 * The time that an ISO 8601 text says; in UTC where it names no zone.
 *
 * @throws RangeError if it is another text.
 */
export function timeOf(value: unknown): Date {
  if (value instanceof Date) return value;
  const match = ISO.exec(String(value));
  if (match?.groups === undefined)
    throw new RangeError(`${JSON.stringify(value)} is not a time. Write it in ISO 8601.`);
  const {
    year,
    month = "01",
    day = "01",
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "0",
    zone = "Z",
  } = match.groups;
  const offset = zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes = "00") => `${hours}:${minutes}`);
  return new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, "0")}${offset.toUpperCase()}`,
  );
}

const ISO =
  /^(?<year>\d{4})(?:-?(?<month>\d\d)(?:-?(?<day>\d\d))?)?(?:[T ](?<hour>\d\d):?(?<minute>\d\d)?:?(?<second>\d\d)?(?:[.,](?<fraction>\d+))?(?<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;
