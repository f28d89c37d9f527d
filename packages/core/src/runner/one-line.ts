/**
 * U+0085, U+2028 and U+2029 end a line for some readers, Python's `splitlines` among them, but not in JSON, which leaves them as they
 * are in texts. Written as escapes they mean the same to every parser, and no reader tears a message in two.
 */
const BREAKS = [0x85, 0x2028, 0x2029].map((code) => {
  const letter = String.fromCharCode(code);
  return { letter, bytes: Buffer.from(letter), spelled: `\\u${code.toString(16).padStart(4, "0")}` };
});

/** The same JSON text without a letter that anybody takes for the end of a line. */
export function onOneLine(json: string): string {
  return BREAKS.reduce((text, { letter, spelled }) => text.replaceAll(letter, spelled), json);
}

/** Whether some reader would see more lines in these bytes than there are. Most texts have no such letter. */
export function isTorn(json: Buffer): boolean {
  return BREAKS.some(({ bytes }) => json.includes(bytes));
}
