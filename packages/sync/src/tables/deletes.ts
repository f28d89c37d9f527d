/** What happens to the row of a record that the source deleted. */
export type Deletes =
  /** It stays, with the time in `_sluice_deleted_at`. */
  | "mark"
  /** It is deleted too. */
  | "remove"
  /** It stays as it is. */
  | "keep";

/** What happens to the rows that a complete read did not bring. */
export interface AbsentRows {
  readonly how: Deletes;
  /** Whether a read without any record counts: mostly it is a fault of the source, and would mark every row. */
  readonly allowsNone: boolean;
}

/** The field by which CDC sources mark a record as deleted: when that happened, or null. */
export const CDC_DELETED_AT = "_ab_cdc_deleted_at";

const DATE = "\\d{4}-\\d{2}-\\d{2}";
const TIME = "\\d{2}:\\d{2}(?::\\d{2})?";
const FORM = new RegExp(`^(${DATE})(?:[Tt ](${TIME})(?:\\.(\\d+))?(?:([Zz])|([+-]\\d{2}):?(\\d{2})?)?)?$`);

/**
 * When a record was deleted, in microseconds since the epoch; undefined if it was not. A mark that is not a time counts too: with the
 * time of the record, else the present.
 *
 * @param mark the value of `CDC_DELETED_AT`, as JSON text. @param emittedAt of the record, in milliseconds since the epoch.
 */
export function deletedAtMicros(mark: string, emittedAt: number | undefined): number | undefined {
  if (mark === "null") return undefined;
  return (mark.startsWith('"') ? microsIn(JSON.parse(mark)) : undefined) ?? (emittedAt ?? Date.now()) * 1000;
}

/** Undefined for a text that is not a time. Without an offset, UTC is meant. */
function microsIn(value: unknown): number | undefined {
  const [whole, date, time = "00:00", fraction = "", , hours, minutes = "00"] = FORM.exec(String(value)) ?? [];
  if (whole === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}
