import { type Age, ageIn } from "../dbt/freshness.js";
import { UsageError } from "./command.js";

/** The age that an option has; undefined for none. @throws UsageError */
export function ageOf(option: string, text: string): Age | undefined {
  try {
    return ageIn(text);
  } catch {
    throw new UsageError(`Invalid --${option}. Write minutes, hours or days, e.g. 90m, 36h or 2d, or none.`);
  }
}
