/**
 * U+0085, U+2028 and U+2029 end a line for some readers, e.g. Python's `splitlines`, but not in JSON, which allows them in strings.
 * As escapes they have the same value for every parser, and no reader splits a message there.
 */
const BREAKS = [0x85, 0x2028, 0x2029].map((code) => {
  const character = String.fromCharCode(code);
  return { character, bytes: Buffer.from(character), escaped: `\\u${code.toString(16).padStart(4, "0")}` };
});

/** The same JSON text, with escapes in place of the characters that some readers take for the end of a line. */
export function onOneLine(json: string): string {
  return BREAKS.reduce((text, { character, escaped }) => text.replaceAll(character, escaped), json);
}

/** Whether the bytes have one of these characters; most have none. */
export function hasLineBreak(json: Buffer): boolean {
  return BREAKS.some(({ bytes }) => json.includes(bytes));
}
