/** The name of a member. */
export interface MemberName {
  /** As JSON has it, with its quotes. */
  readonly bytes: Buffer;
  readonly text: string;
  /** The slot of the name that followed it last. */
  next: number;
}

/** The records of a stream have the same names again and again: so each name is decoded once, and kept until another one needs its slot. */
const SLOTS = 512;
const slots: (MemberName | undefined)[] = Array.from({ length: SLOTS });

/** Longer names are rare, and not kept. */
const MAX_LENGTH = 64;

/** What precedes the first name of an object. */
export const NO_NAME: MemberName = { bytes: Buffer.alloc(0), text: "", next: 0 };

/** The name that followed `before` last, if it is here too. */
export function expectedName(before: MemberName, bytes: Buffer, from: number): MemberName | undefined {
  const expected = slots[before.next];
  return expected !== undefined && isAt(bytes, from, expected) ? expected : undefined;
}

/** The name in the string from `from` to `end`. */
export function nameAt(before: MemberName, bytes: Buffer, from: number, end: number): MemberName {
  const length = end - from;
  if (length > MAX_LENGTH) return decoded(bytes, from, end);
  let hash = length;
  for (let at = from; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const slot = hash & (SLOTS - 1);
  before.next = slot;
  const kept = slots[slot];
  if (kept?.bytes.length === length && isAt(bytes, from, kept)) return kept;
  const name = decoded(bytes, from, end);
  slots[slot] = name;
  return name;
}

function isAt(bytes: Buffer, from: number, { bytes: name }: MemberName): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name[index]) return false;
  return true;
}

function decoded(bytes: Buffer, from: number, end: number): MemberName {
  const text = bytes.toString("utf8", from + 1, end - 1);
  return {
    bytes: Buffer.from(bytes.subarray(from, end)),
    text: text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text,
    next: 0,
  };
}
