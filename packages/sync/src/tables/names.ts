import { createHash } from "node:crypto";

/** Names that are ours: no column or table of a source may begin so. */
export const RESERVED = "_sluice_";

/** How long a name may be, by default: Postgres counts 63 bytes, and a table needs some for its twin. */
export const LONGEST = 51;

/**
 * A name for each field or stream, under which every destination can hold it: the source's own spelling where that is possible.
 * A clash is one of folded names, so that one source gives the same tables everywhere; of two the first keeps its name, and
 * the other gets a part of its hash, never a number: an order may change from run to run.
 *
 * @param known names that were given before. They stay, whatever the rules say now.
 * @param longest in bytes of UTF-8.
 * @param wish what an original would be called if nothing stood against it.
 */
export function namesFor(
  originals: readonly string[],
  known: ReadonlyMap<string, string> = new Map(),
  longest = LONGEST,
  wish = (original: string) => original,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = (original: string, name: string) => {
    names.set(original, name);
    taken.add(folded(name));
  };
  for (const original of originals) {
    const name = known.get(original);
    if (name !== undefined) give(original, name);
  }
  for (const original of originals) {
    if (names.has(original)) continue;
    const name = wish(original);
    const isOwn = name !== "" && !folded(name).startsWith(RESERVED) && Buffer.byteLength(name) <= longest;
    give(original, isOwn && !taken.has(folded(name)) ? name : hashed(original, longest));
  }
  return names;
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** The start of a name, and six letters that tell it from others of the same start. */
function hashed(original: string, longest: number): string {
  const start = original.toLowerCase().startsWith(RESERVED) ? original.slice(1) : original;
  const hash = createHash("sha256").update(original).digest("hex").slice(0, 6);
  return `${cut(start, longest - hash.length - 1)}_${hash}`;
}

/** At most so many bytes, and no half letter. */
function cut(text: string, bytes: number): string {
  let length = 0;
  let result = "";
  for (const letter of text) {
    length += Buffer.byteLength(letter);
    if (length > bytes) break;
    result += letter;
  }
  return result;
}
