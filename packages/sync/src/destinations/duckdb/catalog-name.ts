import { basename } from "node:path";

/** What DuckDB calls a file: its name up to the first dot. */
export function catalogNameOf(file: string): string {
  return (
    basename(file)
      .split(".")
      .find((part) => part !== "") ?? "db"
  );
}
