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
export const SMALL_U = 0x75;

export const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const LITERALS: readonly Buffer[] = ["true", "false", "null"].map((word) => Buffer.from(word));

/** In place of the end of something that is not JSON. */
export const NOT_JSON = -1;

/** The index after the number, `true`, `false` or `null` that begins here. */
export function scalarEnd(bytes: Buffer, from: number): number {
  const first = bytes[from] ?? 0;
  if (first !== MINUS && !isDigit(first)) {
    const word = LITERALS.find((literal) => literal[0] === first);
    if (word === undefined) return NOT_JSON;
    return word.every((byte, index) => bytes[from + index] === byte) ? from + word.length : NOT_JSON;
  }
  let at = first === MINUS ? from + 1 : from;
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

/** Whether a byte below the space is anywhere, checked four at a time. */
export function hasControls(bytes: Buffer): boolean {
  const aligned = (4 - (bytes.byteOffset % 4)) % 4;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, Math.max(0, bytes.length - aligned) >> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) return true;
  }
  const isControl = (byte: number) => byte < SPACE;
  return bytes.subarray(0, aligned).some(isControl) || bytes.subarray(aligned + words.length * 4).some(isControl);
}
