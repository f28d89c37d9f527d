import { isUtf8 } from "node:buffer";
import { readFile, writeFile } from "node:fs/promises";
import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { namesFor } from "../tables/names.js";
import type { Batch } from "./destination.js";

const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;

/** An escape within a JSON string: a pair of surrogates, half a pair, NUL, or any other. */
const ESCAPE = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|u0000|.)/g;

/** Each string, and the colon that follows it if it is the name of a member. */
const STRING = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g;

/**
 * Rewrites a batch file without what databases refuse although JSON allows it, or sources write it: half a surrogate pair
 * and bytes that are not UTF-8 become U+FFFD; of a member twice in one object the last stays; and NUL, which Postgres cannot hold,
 * is removed. A member's name with one of them becomes the name that a column of it has, because it might else become the name of another
 * member. All other bytes stay as they are.
 *
 * @returns whether anything was changed.
 */
export async function repair(file: string, { nul = false }: { readonly nul?: boolean } = {}): Promise<boolean> {
  const before = await readFile(file);
  const lines: Buffer[] = [];
  let isChanged = false;
  for (let start = 0; start < before.length; ) {
    const end = before.indexOf(LINE_FEED, start);
    const line = before.subarray(start, end < 0 ? before.length : end + 1);
    const after = repairedLine(line, nul);
    isChanged ||= after !== line;
    lines.push(after);
    start += line.length;
  }
  if (isChanged) await writeFile(file, Buffer.concat(lines));
  return isChanged;
}

/** The same for all files of a commit: a text that a database refuses is refused together with the rest of its file. */
export async function repairAll(batches: readonly Batch[], options: { readonly nul?: boolean } = {}): Promise<boolean> {
  let isAny = false;
  for (const { file, records } of batches) if (records > 0 && (await repair(file, options))) isAny = true;
  return isAny;
}

/** One line, as `repair` writes it; the same buffer where nothing is wrong with it. */
export function repairedLine(line: Buffer, nul: boolean): Buffer {
  const wasUtf8 = isUtf8(line);
  const text = line.toString("utf8");
  const repaired = text.includes("\\u")
    ? text.replace(STRING, (_token, string: string, colon = "") => repairedString(string, colon !== "", nul) + colon)
    : text;
  const whole = wasUtf8 && repaired === text ? line : Buffer.from(repaired);
  return withoutRepeats(whole) ?? whole;
}

function repairedString(string: string, isName: boolean, nul: boolean): string {
  const repaired = string.replace(ESCAPE, (mark) => {
    if (/^\\u[dD][89a-fA-F]..$/.test(mark)) return "\\ufffd";
    return nul && mark === "\\u0000" ? "" : mark;
  });
  if (!isName || repaired === string) return repaired;
  const name = JSON.parse(string) as string;
  return JSON.stringify(namesFor([name]).get(name));
}

/** The line without the earlier ones of members of one name, except in lists; undefined if there are none. */
function withoutRepeats(line: Buffer): Buffer | undefined {
  const scanner = new JsonScanner(line);
  const gone: [number, number][] = [];
  const valueEnd = (at: number): number => {
    if (line[at] !== OPEN_BRACE) return scanner.value(at);
    const seen = new Map<string, [number, number]>();
    let keyAt = scanner.blanks(at + 1);
    return scanner.members(at, (name, value) => {
      const end = valueEnd(value);
      if (end === NOT_JSON) return NOT_JSON;
      const next = scanner.blanks(end) + 1; // behind the comma
      const earlier = seen.get(name);
      if (earlier !== undefined) gone.push(earlier);
      seen.set(name, [keyAt, next]);
      keyAt = scanner.blanks(next);
      return end;
    });
  };
  valueEnd(0);
  if (gone.length === 0) return undefined;
  gone.sort(([one], [other]) => one - other);
  const kept: Buffer[] = [];
  let from = 0;
  for (const [start, end] of gone) {
    if (start < from) continue; // within one that is gone already
    kept.push(line.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...kept, line.subarray(from)]);
}
