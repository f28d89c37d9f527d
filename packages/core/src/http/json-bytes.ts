/** The bytes of JSON's marks. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const SPACE = 0x20;
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const SMALL_F = 0x66;
const SMALL_N = 0x6e;
const SMALL_T = 0x74;
export const SMALL_U = 0x75;

const [TRUE, FALSE, NULL] = [Buffer.from("true"), Buffer.from("false"), Buffer.from("null")];
export const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** 1 for each byte that a string cannot have unescaped, and for its quote. */
const SPECIAL = new Uint8Array(256).fill(1, 0, SPACE);
SPECIAL[QUOTE] = 1;
SPECIAL[BACKSLASH] = 1;

/** Whether the byte at an index is part of a string, and no escape; false behind the end. */
export function isPlain(bytes: Buffer, at: number): boolean {
  return SPECIAL[bytes[at] ?? QUOTE] === 0;
}

/** In place of the end of something that is not JSON. */
export const NOT_JSON = -1;

/** The index after the number, `true`, `false` or `null` that begins here. */
export function scalarEnd(bytes: Buffer, from: number): number {
  switch (bytes[from]) {
    case SMALL_T:
      return literalEnd(bytes, from, TRUE);
    case SMALL_F:
      return literalEnd(bytes, from, FALSE);
    case SMALL_N:
      return literalEnd(bytes, from, NULL);
    default:
      return numberEnd(bytes, from);
  }
}

function literalEnd(bytes: Buffer, from: number, word: Buffer): number {
  for (let index = 1; index < word.length; index++) if (bytes[from + index] !== word[index]) return NOT_JSON;
  return from + word.length;
}

function numberEnd(bytes: Buffer, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = bytes[at] === ZERO ? at + 1 : digitsEnd(bytes, at);
  if (at !== NOT_JSON && bytes[at] === POINT) at = digitsEnd(bytes, at + 1);
  if (at === NOT_JSON || ((bytes[at] ?? 0) | SPACE) !== SMALL_E) return at;
  const sign = bytes[at + 1];
  return digitsEnd(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

function digitsEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at++;
  return at === from ? NOT_JSON : at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Whether a byte below the space is anywhere. */
export function hasControls(bytes: Buffer): boolean {
  const aligned = (4 - (bytes.byteOffset % 4)) % 4;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, Math.max(0, bytes.length - aligned) >> 2);
  const inFours = words.length & ~3;
  for (let index = 0; index < inFours; index += 4) {
    const first = controlsIn(words[index] ?? 0) | controlsIn(words[index + 1] ?? 0);
    const second = controlsIn(words[index + 2] ?? 0) | controlsIn(words[index + 3] ?? 0);
    if ((first | second) !== 0) return true;
  }
  const isControl = (byte: number) => byte < SPACE;
  return bytes.subarray(0, aligned).some(isControl) || bytes.subarray(aligned + inFours * 4).some(isControl);
}

/** Four bytes at once; the highest bit of each that is a control character. */
function controlsIn(word: number): number {
  return (word - 0x20202020) & ~word & 0x80808080;
}
