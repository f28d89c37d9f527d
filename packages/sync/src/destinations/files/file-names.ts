import { createHash } from "node:crypto";

/** Names are of one letter less than some file systems allow, for the extension and what we put before it. */
const LONGEST_BYTES = 180;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const REFUSED = /[/\\:*?"<>|\u0000-\u001f\u007f]/g;
/** A dot at the start hides a file; at the end Windows drops it, and blanks. */
const AT_ENDS = /^\.+|[. ]+$/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;
/** Our own folder, in whatever letters: some file systems do not tell them apart. */
const OWN = /^_sluice$/i;

/**
 * What a schema or a table is called as a file, on any system. Most names stay as they are; one that is changed gets a part of its
 * hash, so that no two become one.
 */
export function fileNameOf(name: string): string {
  const plain = name.replace(REFUSED, "_").replace(AT_ENDS, (found) => "_".repeat(found.length));
  const isOwn = plain === name && name !== "" && !DEVICE.test(name) && !OWN.test(name);
  if (isOwn && Buffer.byteLength(name) <= LONGEST_BYTES) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${DEVICE.test(plain) ? "_" : ""}${cut(plain)}_${hash}`;
}

/** At most so many bytes, and no half letter. */
function cut(text: string): string {
  let length = 0;
  let result = "";
  for (const letter of text) {
    length += Buffer.byteLength(letter);
    if (length > LONGEST_BYTES) break;
    result += letter;
  }
  return result;
}
