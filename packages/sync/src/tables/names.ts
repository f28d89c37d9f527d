import { createHash } from "node:crypto";

/** Names with this prefix are Sluice's own: no column or table of a source has it. */
export const RESERVED = "_sluice_";

/** Columns that Postgres has in every table. No destination gives their names to a field, so that one source has the same columns everywhere. */
const SYSTEM_COLUMNS = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "oid"]);

/** The longest name, in bytes of UTF-8: Postgres takes 63, and leaves room here for what is put in front of a staging table's name. */
const MAX_BYTES = 51;

/** Control characters, halves of surrogate pairs and byte order marks: databases refuse them in a name, or lose them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNUSABLE = /[\u0000-\u001f\u007f-\u009f\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

export interface Naming {
  /** Names that were given before, by original: they stay, and stay taken also where the original has vanished. */
  readonly known?: ReadonlyMap<string, string>;
  /** Further names that are taken, e.g. columns that a user added. */
  readonly taken?: Iterable<string>;
  /** What an original would be called if nothing were in the way; itself by default. */
  readonly wish?: (original: string) => string;
}

/**
 * A name for each field or stream under which every destination can hold it: the source's own spelling where that is possible.
 * Names clash if they are equal once folded, in all destinations alike. Of two that clash the first keeps its name, and the
 * other gets a part of its own hash, never a number: the order may change from run to run.
 */
export function namesFor(
  originals: readonly string[],
  { known = new Map(), taken = [], wish = (original) => original }: Naming = {},
): ReadonlyMap<string, string> {
  const used = new Set([...known.values(), ...taken].map(foldName));
  const names = new Map<string, string>();
  for (const original of originals) {
    const name = known.get(original) ?? freeName(original, wish(original), used);
    names.set(original, name);
    used.add(foldName(name));
  }
  return names;
}

/** Two names are one to a destination that ignores case, or to a file system, if they are equal in this form. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function freeName(original: string, wish: string, used: ReadonlySet<string>): string {
  const folded = foldName(wish);
  const isOwn =
    wish.trim() !== "" && // readers of CSV take a blank name for none
    wish.search(UNUSABLE) < 0 &&
    !folded.startsWith(RESERVED) &&
    !SYSTEM_COLUMNS.has(folded) &&
    Buffer.byteLength(wish) <= MAX_BYTES;
  if (isOwn && !used.has(folded)) return wish;
  const hash = createHash("sha256").update(JSON.stringify(original)).digest("hex");
  const start = wish
    .trim()
    .replace(UNUSABLE, "_")
    .replace(/^_(?=sluice_)/i, "");
  for (let length = 6; ; length += 6) {
    const name = `${cutBytes(start, MAX_BYTES - length - 1)}_${hash.slice(0, length)}`;
    if (!used.has(foldName(name))) return name;
  }
}

/** At most so many bytes of UTF-8, and no half character. */
export function cutBytes(text: string, maxBytes: number): string {
  let length = 0;
  let result = "";
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > maxBytes) break;
    result += character;
  }
  return result;
}
