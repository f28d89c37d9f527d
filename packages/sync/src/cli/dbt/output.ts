import { writeOwnFile } from "../own-file.js";

/** The first line of a file that may be written again. */
export const HEADER = "# Written by `sluice dbt`, which replaces this file: change its options, not the file.";

/** As `writeOwnFile`. */
export function writeSources(
  path: string,
  content: string,
  where: { readonly folder: string; readonly force: boolean },
): Promise<boolean> {
  return writeOwnFile({ path, content, ...where, mark: HEADER, command: "sluice dbt", option: "--out" });
}
